-- Keeps a robots.txt that was fetched, and the delay that it asks for.
-- KEYS  1: answer, 2: who fetches it now, 3: hosts
-- ARGV  1: token of the caller, 2: answer, 3: ms for which it holds, 4: host, 5: its delay in ms by the settings,
--       6: the delay in ms that the site asks for, 0: none
-- Returns 1 when it was kept, 0 when somebody else fetches it by now.
local call, max = redis.call, math.max
for place, kind in ipairs({'hash', 'string', 'hash'}) do -- another type is none of ours
  if call('TYPE', KEYS[place]).ok ~= kind then call('UNLINK', KEYS[place]) end
end
local holder = call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then return 0 end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
call('DEL', KEYS[2])
call('HSET', KEYS[1], 'answer', ARGV[2], 'at', now)
call('PEXPIRE', KEYS[1], ARGV[3])
local ok, record = pcall(cmsgpack.unpack, call('HGET', KEYS[3], ARGV[4]) or '')
if not ok or type(record) ~= 'table' then record = {nodes = {}} end
local SLOWEST = 3600000 -- ms, as in batch.lua
local asked = math.min(tonumber(ARGV[6]), SLOWEST)
record.crawl, record.crawled = asked, now
local due = tonumber(record.next) or 0
if not (due < now + 86400000) then due = 0 end
record.next = max(due, now + max(ARGV[5], asked))
call('HSET', KEYS[3], ARGV[4], cmsgpack.pack(record))
return 1
