-- Puts the dead letters of one partition back to work, with all their attempts before them.
-- KEYS  1: dead, 2: delayed, 3: state, 4: done
-- ARGV  1: epoch for a run that was finished, 2: <spider>/<run>, 3: seconds it is kept
-- Returns how many went back; letters that name no request stay.
local call = redis.call
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
  local ok, letter = pcall(cmsgpack.unpack, bytes)
  if ok and type(letter) == 'table' and type(letter[1]) == 'string' and letter[1] ~= '' and type(letter[3]) == 'string' then
    local fresh = string.char(0, 0) .. string.sub(letter[3], 3)
    call('ZADD', KEYS[2], 0, cmsgpack.pack({letter[1], letter[2], fresh, 'replay.' .. number}))
    moved = moved + 1
  else
    call('RPUSH', KEYS[1], bytes)
  end
end
call('EXPIRE', KEYS[2], ARGV[3])
call('HINCRBY', KEYS[3], 'change', 1)
return moved
