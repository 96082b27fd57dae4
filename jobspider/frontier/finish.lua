-- Ends one partition of a run: writes the tombstone and removes the run's keys. The first caller wins.
-- KEYS  queue waiting lists delayed leases leased state nodes dead done hosts seen, pointer to the unfinished run
-- ARGV  1: tombstone, 2: seconds it stays (0: none, and the one there goes: the run starts anew), 3: number of seen buckets (0: keep them), 4: run id,
--       5: '1' ends it whatever is left (the run was stopped)
-- Returns 1 when this call ended it, 0 when it was ended before, -1 when there is still work; then the totals.
local call = redis.call
-- A key of another type is none of ours. Where it stands for work, the next batch has to find what is left of that first.
local strange, doubtful = {}, false
for place, kind in ipairs({'zset', 'zset', 'hash', 'zset', 'zset', 'hash', 'hash', 'hash', 'list', 'string'}) do
  local found = call('TYPE', KEYS[place]).ok
  if found ~= kind and found ~= 'none' then
    strange[#strange + 1] = KEYS[place]
    doubtful = doubtful or (place > 2 and place <= 6) -- queue and waiting follow from the lists, as peek.lua has it
  end
end
if doubtful and ARGV[5] ~= '1' then return {-1, {}} end
if #strange > 0 then call('UNLINK', unpack(strange)) end
local totals = call('HGETALL', KEYS[7])
local anew = ARGV[2] == '0'
if anew then call('DEL', KEYS[10]) end
if call('EXISTS', KEYS[10]) == 1 then return {0, totals} end
local left = call('HLEN', KEYS[3]) + call('ZCARD', KEYS[5]) + call('ZCARD', KEYS[4])
if left > 0 and ARGV[5] ~= '1' then return {-1, totals} end
if not anew then call('SET', KEYS[10], ARGV[1], 'EX', ARGV[2]) end
for _, host in ipairs(call('HKEYS', KEYS[3])) do
  local ok, priorities = pcall(cmsgpack.unpack, call('HGET', KEYS[3], host))
  if ok and type(priorities) == 'table' then
    for _, priority in ipairs(priorities) do
      call('UNLINK', KEYS[1] .. ':' .. string.format('%d', tonumber(priority) or 0) .. ':' .. host)
    end
  end
end
call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8])
if anew then call('UNLINK', KEYS[9]) else call('EXPIRE', KEYS[9], ARGV[2]) end
local buckets = {}
for bucket = 0, tonumber(ARGV[3]) - 1 do
  buckets[#buckets + 1] = KEYS[12] .. ':' .. bucket
  if #buckets == 1000 then
    call('UNLINK', unpack(buckets))
    buckets = {}
  end
end
if #buckets > 0 then call('UNLINK', unpack(buckets)) end
if call('TYPE', KEYS[13]).ok == 'string' and call('GET', KEYS[13]) == ARGV[4] then call('UNLINK', KEYS[13]) end
return {1, totals}
