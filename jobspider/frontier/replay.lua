-- Puts the dead letters of one partition back to work, with all their attempts before them.
-- KEYS  1: dead, 2: delayed, 3: state, 4: done
-- ARGV  1: epoch for a run that was finished, 2: <spider>/<run>, 3: seconds it is kept
-- Returns how many went back; letters that name no request stay.
local call = redis.call
local PRIORITY = 1000000 -- as in batch.lua
-- What fails half-way loses letters: a key of another type, or a number that is none, is nobody's of ours.
for place, kind in ipairs({'list', 'zset', 'hash'}) do
  if call('TYPE', KEYS[place]).ok ~= kind then call('UNLINK', KEYS[place]) end
end
if not string.match(call('HGET', KEYS[3], 'change') or '0', '^%d%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?$') then
  call('HSET', KEYS[3], 'change', 0)
end

-- Host, priority, request, as batch.lua buries them; nil for a letter that names no request.
local function sound(bytes)
  local ok, letter = pcall(cmsgpack.unpack, bytes)
  if not ok or type(letter) ~= 'table' then return nil end
  local host, priority, request = letter[1], letter[2], letter[3]
  if type(host) ~= 'string' or host == '' or type(request) ~= 'string' or #request < 3 then return nil end
  if type(priority) ~= 'number' or priority ~= math.floor(priority) or math.abs(priority) > PRIORITY then return nil end
  return host, priority, request
end

call('DEL', KEYS[4])
call('HSETNX', KEYS[3], 'epoch', ARGV[1])
call('HSETNX', KEYS[3], 'seed', 'done')
call('HSETNX', KEYS[3], 'begun', call('TIME')[1])
call('HSET', KEYS[3], 'run', ARGV[2])
for _, field in ipairs(call('HKEYS', KEYS[3])) do
  if string.sub(field, 1, 5) == 'down:' then call('HDEL', KEYS[3], field) end -- hosts get a new chance
end
call('EXPIRE', KEYS[3], ARGV[3])
local moved = 0
for number = 1, call('LLEN', KEYS[1]) do
  local bytes = call('LPOP', KEYS[1])
  local host, priority, request = sound(bytes)
  if host then
    local fresh = string.char(0, 0) .. string.sub(request, 3)
    call('ZADD', KEYS[2], 0, cmsgpack.pack({host, priority, fresh, 'replay.' .. ARGV[1] .. '.' .. number}))
    moved = moved + 1
  else
    call('RPUSH', KEYS[1], bytes)
  end
end
call('EXPIRE', KEYS[2], ARGV[3])
call('HINCRBY', KEYS[3], 'change', 1)
return moved
