-- Opens one partition of a run, once; later callers find it as it is.
-- KEYS  1: state, 2: done
-- ARGV  1: epoch (random: tells a run whose keys were lost from this one), 2: <spider>/<run>, 3: seconds it is kept
--       4: shape (JOBSPIDER_PARTITIONS and the like), which all nodes of a run must agree on
-- Returns the tombstone of a finished run or '', and the shape that the run has.
-- Keys of another type, or bytes that are no shape, are nobody's of ours.
for place, kind in ipairs({'hash', 'string'}) do
  if redis.call('TYPE', KEYS[place]).ok ~= kind then redis.call('UNLINK', KEYS[place]) end
end
local tombstone = redis.call('GET', KEYS[2])
if tombstone then return {tombstone, ARGV[4]} end
redis.call('HSETNX', KEYS[1], 'epoch', ARGV[1])
redis.call('HSETNX', KEYS[1], 'begun', redis.call('TIME')[1])
redis.call('HSET', KEYS[1], 'run', ARGV[2])
redis.call('HSETNX', KEYS[1], 'shape', ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return {'', redis.call('HGET', KEYS[1], 'shape')}
