-- Leases what is due in one partition's queues of a kind and a spider; what lapsed leases held is due again first.
-- KEYS  1: high, 2: normal, 3: low (ZSETs: id, due time), 4: leases (ZSET: id, expiry), 5: leased (hash: id, what it was)
-- ARGV  1: how many at most, 2: seconds of a lease, 3: token
-- Returns the ids, the highest priority first and in it the most overdue; times are Redis's own.
local MOST = 1000
-- Nothing is changed while a key is of another type: RedisQueue removes it, and asks again.
for place = 1, 5 do
  local kind = redis.call('TYPE', KEYS[place]).ok
  if kind ~= 'none' and kind ~= (place == 5 and 'hash' or 'zset') then return redis.error_reply('WRONGTYPE of a key') end
end
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
for _, id in ipairs(redis.call('ZRANGE', KEYS[4], '-inf', now, 'BYSCORE', 'LIMIT', 0, MOST)) do
  local priority, due = string.match(redis.call('HGET', KEYS[5], id) or '', '^([012]):([%d.]+):')
  due = tonumber(due)
  if due then redis.call('ZADD', KEYS[3 - tonumber(priority)], string.format('%.6f', due), id) end
  redis.call('ZREM', KEYS[4], id)
  redis.call('HDEL', KEYS[5], id)
end
local found, left = {}, math.min(tonumber(ARGV[1]), MOST)
for queue = 1, 3 do
  if left > #found then
    local due = redis.call('ZRANGE', KEYS[queue], '-inf', now, 'BYSCORE', 'LIMIT', 0, left - #found, 'WITHSCORES')
    for place = 1, #due, 2 do
      local id = due[place]
      redis.call('ZREM', KEYS[queue], id)
      if string.match(id, '^%d+$') and #id <= 18 then -- anything else is no row's number, and nobody's work
        redis.call('ZADD', KEYS[4], now + ARGV[2], id)
        redis.call('HSET', KEYS[5], id, (3 - queue) .. ':' .. due[place + 1] .. ':' .. ARGV[3])
        found[#found + 1] = id
      end
    end
  end
end
return found
