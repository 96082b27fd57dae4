-- What a scan for the end of the run sees of one partition; changes nothing.
-- KEYS  1: state, 2: leases, 3: delayed, 4: done
-- Returns the tombstone or '', the change counter, what is left to do, and the state of seeding.
local state = redis.call('HMGET', KEYS[1], 'change', 'pending', 'seed')
local left = (tonumber(state[2]) or 0) + redis.call('ZCARD', KEYS[2]) + redis.call('ZCARD', KEYS[3])
return {redis.call('GET', KEYS[4]) or '', state[1] or '0', left, state[3] or ''}
