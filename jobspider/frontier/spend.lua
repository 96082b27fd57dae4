-- Counts what a run spends, on all nodes together, and says whether one more request may be sent.
-- KEYS  1: state of partition 0
-- ARGV  1: bytes that have come since the node's last call,
--       2: requests that the run may send, 3: bytes that it may receive; 0: as many as it takes
-- Returns 1 when the request may be sent and is counted, 0 when the budget is spent, -1 when the run is over.
local call = redis.call
if call('TYPE', KEYS[1]).ok ~= 'hash' then return -1 end
-- A count that cannot be read may be any: then the budget counts as spent, which is the side on which sites are spared.
for _, name in ipairs({'spent_bytes', 'spent_requests'}) do
  local found = call('HGET', KEYS[1], name) or '0'
  if #found > 15 or not string.match(found, '^%d+$') then return 0 end
end
local bytes = call('HINCRBY', KEYS[1], 'spent_bytes', ARGV[1])
local requests = tonumber(call('HGET', KEYS[1], 'spent_requests')) or 0
local most_requests, most_bytes = tonumber(ARGV[2]), tonumber(ARGV[3])
if most_requests > 0 and requests >= most_requests then return 0 end
if most_bytes > 0 and bytes >= most_bytes then return 0 end
call('HINCRBY', KEYS[1], 'spent_requests', 1)
return 1
