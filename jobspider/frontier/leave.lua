-- Lets a node leave a run that others go on with; of two that ask at once, one stays when nobody else is there.
-- KEYS  1: nodes of partition 0
-- ARGV  1: the node, 2: ms within which a node that was heard of counts as there
-- Returns 1 when it may leave.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then return 0 end -- nobody knows who else is there
local records = redis.call('HGETALL', KEYS[1])
local others, mine = 0, nil
for i = 1, #records, 2 do
  local ok, record = pcall(cmsgpack.unpack, records[i + 1])
  if ok and type(record) == 'table' then
    if records[i] == ARGV[1] then
      mine = record
    else
      local heard = tonumber(record.time) or 0
      if not record.leaving and heard + ARGV[2] > now and heard <= now then others = others + 1 end
    end
  end
end
if others == 0 or not mine then return 0 end
mine.leaving = 1
redis.call('HSET', KEYS[1], ARGV[1], cmsgpack.pack(mine))
return 1
