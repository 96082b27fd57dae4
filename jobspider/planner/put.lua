-- Puts some ids of one partition, kind and spider where their rows say; may be repeated without harm.
-- KEYS  1: high, 2: normal, 3: low, 4: leases, 5: leased
-- ARGV  for each: id, priority (0 low to 2 high), due time or '' (in no queue), token of the lease that this ends or ''
-- What somebody else leases stays leased: whoever finishes it puts it.
-- Nothing is changed while a key is of another type: RedisQueue removes it, and asks again.
for place = 1, 5 do
  local kind = redis.call('TYPE', KEYS[place]).ok
  if kind ~= 'none' and kind ~= (place == 5 and 'hash' or 'zset') then return redis.error_reply('WRONGTYPE of a key') end
end
for place = 1, #ARGV, 4 do
  local id, priority, due, token = ARGV[place], ARGV[place + 1], ARGV[place + 2], ARGV[place + 3]
  local leased = redis.call('HGET', KEYS[5], id)
  if not leased or (token ~= '' and string.match(leased, ':([^:]*)$') == token) then
    if leased then
      redis.call('HDEL', KEYS[5], id)
      redis.call('ZREM', KEYS[4], id)
    end
    for queue = 1, 3 do
      if due == '' or queue ~= 3 - tonumber(priority) then redis.call('ZREM', KEYS[queue], id) end
    end
    if due ~= '' then redis.call('ZADD', KEYS[3 - tonumber(priority)], due, id) end
  end
end
