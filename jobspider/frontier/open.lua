-- Which run a process joins: the unfinished one of the same spider and arguments, else a new one.
-- KEYS  1: the pointer to the unfinished run
-- ARGV  1: id of a new run, 2: what stands before the id in the key of a tombstone, 3: seconds that the pointer lives
-- Returns the id.
if redis.call('TYPE', KEYS[1]).ok ~= 'string' then redis.call('UNLINK', KEYS[1]) end
local run = redis.call('GET', KEYS[1])
local is_sound = run and #run <= 100 and string.match(run, '^%w[%w._-]*$') -- else nobody of ours has written it
if is_sound and redis.call('EXISTS', ARGV[2] .. run .. ':done') == 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return run
end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
return ARGV[1]
