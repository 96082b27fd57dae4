-- How much of one partition of a run could be leased now and is not: what further processes could do.
-- KEYS  1: queue, 2: waiting, 3: lists, 4: leases, 5: state, 6: nodes, 7: hosts   (layout: docs/decisions/0002-frontier.md)
-- ARGV  1: msgpack of: node, lease (ms), policy, policies as in batch.lua; most: how many are counted at most
-- Politeness as in batch.lua: a host that is paused, down, at its limit or not due yet has nothing to give.
-- Writes the count and Redis's time into the state. Returns the count, the leases of all nodes, and how many other
-- nodes were heard of within a lease and are not about to leave.
local queue, waiting, lists, leases, state, nodes, hosts = unpack(KEYS)
local call, max, min = redis.call, math.max, math.min
local LOOKED_AT = 500   -- hosts that one look takes in
local PRIORITY = 1000000 -- as in batch.lua
local CRAWLED, THROTTLED, SLOWEST = 86400000, 3600000, 3600000 -- as in batch.lua
local batch = cmsgpack.unpack(ARGV[1])
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function unpacked(bytes)
  if not bytes then return nil end
  local ok, value = pcall(cmsgpack.unpack, bytes)
  if ok and type(value) == 'table' then return value end
  return nil
end

-- A number that somebody could mean, else 0: no moment of ours lies farther ahead than FAR.
local FAR = 86400000 + 2 * batch.policy[1]
for _, policy in pairs(batch.policies or {}) do FAR = max(FAR, 86400000 + 2 * policy[1]) end

local function figure(record, name)
  local number = tonumber(record[name])
  if number and number >= 0 and number <= now + FAR then return number end
  return 0
end

local function delay_and_limit(host, record)
  local policy = (batch.policies and batch.policies[host]) or batch.policy
  local throttle, asked = policy[4], 0
  local known = figure(record, 'throttle') > 0 and figure(record, 'throttled') + THROTTLED > now
  if throttle > 0 and known then throttle = figure(record, 'throttle') end
  if figure(record, 'crawled') + CRAWLED > now then asked = figure(record, 'crawl') end
  return max(policy[1], min(max(throttle, asked), SLOWEST)), policy[2]
end

-- Requests that the host would take now.
local function room(host)
  local record = unpacked(call('HGET', hosts, host)) or {}
  if call('HEXISTS', state, 'down:' .. host) == 1 or figure(record, 'pause') > now then return 0 end
  local delay, limit = delay_and_limit(host, record)
  local half_open, total = figure(record, 'rounds') > 0, 0
  for _, entry in pairs(type(record.nodes) == 'table' and record.nodes or {}) do
    if type(entry) == 'table' and figure(entry, 2) > now then total = total + figure(entry, 1) end
  end
  if half_open then limit = 1 end
  if total >= limit then return 0 end
  if delay == 0 and not half_open then return limit - total end
  if figure(record, 'next') > now or (limit > 1 and figure(record, 'starting') > now) then return 0 end
  return 1
end

local function pending(host, enough)
  local found = 0
  for _, priority in ipairs(unpacked(call('HGET', lists, host)) or {}) do
    local is_one = type(priority) == 'number' and math.abs(priority) <= PRIORITY
    local key = queue .. ':' .. string.format('%d', is_one and priority or 0) .. ':' .. host
    if is_one and call('TYPE', key).ok == 'list' then found = found + call('LLEN', key) end
    if found >= enough then return enough end
  end
  return found
end

local spare = 0
local ready = call('ZRANGE', queue, 0, LOOKED_AT - 1)
for _, host in ipairs(call('ZRANGEBYSCORE', waiting, '-inf', now, 'LIMIT', 0, LOOKED_AT)) do ready[#ready + 1] = host end
for _, host in ipairs(ready) do
  if spare >= batch.most then break end
  local free = room(host)
  if free > 0 then spare = spare + pending(host, min(free, batch.most)) end
end

local others = 0
local records = call('HGETALL', nodes)
for i = 1, #records, 2 do
  local record = unpacked(records[i + 1]) or {}
  local heard = figure(record, 'time')
  if records[i] ~= batch.node and not record.leaving and heard + batch.lease > now and heard <= now then
    others = others + 1
  end
end
if call('HEXISTS', state, 'epoch') == 1 then call('HSET', state, 'spare', spare, 'spare_at', now) end
return {spare, call('ZCARD', leases), others}
