-- Asks for a host's robots.txt: it is there, or the caller is to fetch it, or somebody else fetches it now.
-- KEYS  1: answer, 2: who fetches it now, 3: hosts
-- ARGV  1: token of the caller, 2: ms for which it may fetch without asking again, 3: host, 4: its delay in ms,
--       5: '1' forgets an answer that cannot be read
-- Returns {'known', answer, its age in ms}, {'fetch'} or {'wait'}. A fetch moves the host's next allowed time.
local call, max = redis.call, math.max
local LONGEST = 3600000 -- ms: no lease is longer
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- What none of ours has written: another type, a lock without an end, a moment that lies ahead.
for place, kind in ipairs({'hash', 'string', 'hash'}) do
  if call('TYPE', KEYS[place]).ok ~= kind then call('UNLINK', KEYS[place]) end
end
local lasts = call('PTTL', KEYS[2])
if lasts == -1 or lasts > LONGEST then call('UNLINK', KEYS[2]) end
if ARGV[5] == '1' then call('DEL', KEYS[1]) end
local kept = call('HMGET', KEYS[1], 'answer', 'at')
local at = tonumber(kept[2]) or 0
if not (at > 0 and at <= now) then at = now end
if kept[1] then return {'known', kept[1], now - at} end
local holder = call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then return {'wait'} end
call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
if not holder then
  local ok, record = pcall(cmsgpack.unpack, call('HGET', KEYS[3], ARGV[3]) or '')
  if not ok or type(record) ~= 'table' then record = {nodes = {}} end
  local due = tonumber(record.next) or 0
  if not (due < now + 86400000) then due = 0 end
  record.next = max(due, now + ARGV[4])
  call('HSET', KEYS[3], ARGV[3], cmsgpack.pack(record))
end
return {'fetch'}
