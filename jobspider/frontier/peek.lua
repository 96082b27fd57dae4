-- What a scan for the end of the run sees of one partition; changes nothing.
-- KEYS  1: state, 2: leases, 3: delayed, 4: done, 5: lists, 6: leased
-- Returns the tombstone or '', the change counter, what is left to do, and the state of seeding.
-- A key of another type counts as something to do: the next batch removes it and builds again what was on it.
local doubtful = 0
for place, kind in ipairs({'hash', 'zset', 'zset', 'string', 'hash', 'hash'}) do
  local found = redis.call('TYPE', KEYS[place]).ok
  if found ~= kind and found ~= 'none' then doubtful = doubtful + 1 end
end
if doubtful > 0 then return {'', '0', doubtful, ''} end
local state = redis.call('HMGET', KEYS[1], 'change', 'pending', 'seed')
-- Not the count alone: somebody may have overwritten it. What contradicts it is set right by batch.lua.
local left = redis.call('HLEN', KEYS[5]) + redis.call('HLEN', KEYS[6])
for _, key in ipairs({KEYS[2], KEYS[3]}) do left = left + redis.call('ZCARD', key) end
if left == 0 and tonumber(state[2] or 0) ~= 0 then left = 1 end
return {redis.call('GET', KEYS[4]) or '', state[1] or '0', left, state[3] or ''}
