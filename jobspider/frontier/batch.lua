-- One batch of one node for one partition of one run.
--
-- KEYS  queue waiting lists delayed leases leased state nodes dead done hosts seen   (layout: docs/decisions/0002-frontier.md)
-- ARGV  1: msgpack of the batch. Its fields, all but the first three optional:
--   node, name        who sends: its id, and what people call it
--   number            its batches counted from 1; a number seen before is answered again without effect
--   lease             how long a lease lasts, milliseconds
--   want              leases wanted at most
--   acks, backs       tokens done; tokens given back uncounted
--   nacks             {token, delay in ms, final, reason}: failed; tried again after the delay unless final
--   drops             {token, reason}: leased bytes that nobody can read
--   renews            tokens still held
--   pushes            {host, priority, {bucket, rest, request, ...}}; bucket -1: not checked against the seen set
--   flights           host -> downloads that this node holds and has not ended
--   starts, ends      host -> milliseconds since the latest start (end) of a download there
--   pauses            host -> milliseconds for which nobody may fetch there
--   answers           host -> {1 when it answered, how often it failed since}
--   circuit           with answers: {failures in a row that pause a host, first pause in ms, pauses until it is given up}
--   throttles         host -> delay in ms, at least
--   policy            {delay in ms, limit of downloads at once, factor of the random part, delay in ms of a host that
--                     nobody has throttled yet, 0 in crawls without AutoThrottle}; policies: host -> the same
--   seed              1: this node could seed the run, 2: it has seeded
--   attempts, lapses  failures, and deaths of a holder, after which a request is a dead letter
--   keep              seconds that the run's keys outlive the last batch
-- Returns msgpack: done=tombstone | lost=true | stale=true, or the leases (token index, host, priority, request) and counts;
-- with any of them `strange`: the names of keys that held what none of ours has written, now set right or removed.

local queue, waiting, lists, delayed, leases, leased = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local state_key, nodes, dead, done, hosts, seen = KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12]
local call, floor, max, min = redis.call, math.floor, math.max, math.min
local CHUNK = 1000      -- values in one variadic call; Lua's stack ends at 8,000
local SWEEP = 256       -- overdue leases, delayed requests or hosts looked after in one batch
local CRAWLED = 86400000 -- ms for which a site's Crawl-delay holds: as long as its robots.txt may be used
local THROTTLED = 3600000 -- ms for which a throttled delay holds after the last answer that it was made from
local SLOWEST = 3600000 -- ms: whoever slows a host down, AutoThrottle or its robots.txt, it is asked once an hour
local LONGEST = 600000  -- ms: a host that fails is paused for no longer than this at a time
local FORGIVEN = 1200000 -- ms after which a host's failures count no more
local DRAIN = 64        -- requests to a host that was given up, leased at once so that they fail
local GRACE = 3000      -- ms that overdue leases are left alone after nobody was heard of: Redis itself was away
local RECHECK = 100     -- ms until a host that is at its limit is looked at again
local CLAIM = 2000      -- ms that a node without downloads at a host counts among those who share it; its polling renews that
local GLANCE = 8        -- hosts at their limit that a node without work looks at in one batch
local TURN = 4294967296 -- distance of two priorities in the queue's score: 2^32 turns fit between
local PRIORITY = 1000000 -- priorities beyond are nobody's, as node.py has it
local LARGE = 65536     -- bytes: no host's record is larger
local TYPES = {'zset', 'zset', 'hash', 'zset', 'zset', 'hash', 'hash', 'hash', 'list', 'string', 'hash'}

-- Whoever may write to Redis may write anything. A script that fails half-way loses what it has taken already, so all
-- that it relies on is looked at first: a key of another type is removed, and what was built on it is built again.
local strange = {}

local function is_strange(key)
  if #strange < 16 then strange[#strange + 1] = key end
end

for i = 1, #TYPES do
  local kind = call('TYPE', KEYS[i]).ok
  if kind ~= TYPES[i] and kind ~= 'none' then
    call('UNLINK', KEYS[i])
    is_strange(KEYS[i])
  end
end

-- A number that somebody could mean, else 0.
local function figure(value)
  local number = tonumber(value)
  if number and number > -2 ^ 53 and number < 2 ^ 53 then return number end
  return 0
end

local function is_priority(value)
  return type(value) == 'number' and value == floor(value) and value >= -PRIORITY and value <= PRIORITY
end

local tombstone = call('GET', done)
if tombstone then return cmsgpack.pack({done = tombstone, strange = strange}) end

local state = {}
local flat = call('HGETALL', state_key)
for i = 1, #flat, 2 do state[flat[i]] = flat[i + 1] end
if not state.epoch then return cmsgpack.pack({lost = true, strange = strange}) end

local batch = cmsgpack.unpack(ARGV[1])
local FAR = 86400000 + 2 * batch.policy[1] -- ms: no moment that we write lies further ahead
for _, policy in pairs(batch.policies or {}) do FAR = max(FAR, 86400000 + 2 * policy[1]) end
local node, number = batch.node, batch.number
local time = call('TIME')
local now = time[1] * 1000 + floor(time[2] / 1000)
local touched = {}

local function count(name, by)
  state[name] = figure(state[name]) + by
  touched[name] = true
end

local function unpacked(bytes)
  if not bytes then return nil end
  local ok, value = pcall(cmsgpack.unpack, bytes)
  if ok and type(value) == 'table' then return value end
  return nil
end

local function in_chunks(command, key, values)
  local total = 0
  for from = 1, #values, CHUNK do
    total = total + call(command, key, unpack(values, from, min(from + CHUNK - 1, #values)))
  end
  return total
end

-- The node's own record: what it sent last.
local sent, mine = unpacked(call('HGET', nodes, node)) or {}, {}
for _, name in ipairs({'number', 'leased', 'acked', 'nacked'}) do mine[name] = figure(sent[name]) end
mine.leaving = sent.leaving and 1
if mine.number > number then return cmsgpack.pack({stale = true, strange = strange}) end
local again = mine.number == number

-- Hosts: politeness, shared by all runs and spiders of this partition.
local host_records, host_changed = {}, {}

local function host_record(host)
  local record = host_records[host]
  if not record then
    local bytes = call('HGET', hosts, host)
    local found = unpacked(bytes and #bytes <= LARGE and bytes) or {}
    record = {nodes = {}}
    for _, name in ipairs({'next', 'pause', 'starting', 'throttled', 'crawled', 'open', 'failed'}) do
      record[name] = figure(found[name])
      if record[name] > now + FAR then record[name] = 0 end
    end
    for _, name in ipairs({'throttle', 'crawl'}) do
      record[name] = max(0, min(figure(found[name]), SLOWEST))
    end
    record.fails, record.rounds = max(0, figure(found.fails)), min(max(0, figure(found.rounds)), 1000)
    if record.failed + FORGIVEN < now then record.fails, record.rounds = 0, 0 end
    for name, entry in pairs(type(found.nodes) == 'table' and found.nodes or {}) do
      local until_then = type(entry) == 'table' and figure(entry[2]) or 0
      if until_then > now and until_then < now + FAR then
        record.nodes[name] = {max(0, figure(entry[1])), until_then}
      end
    end
    host_records[host] = record
  end
  return record
end

local owner = (state.run or '') .. '/' .. node

local function flight(host, downloads)
  local record = host_record(host)
  record.nodes[owner] = {downloads, now + batch.lease}
  host_changed[host] = true
end

-- A node that has nothing at a host claims its part. Whoever leaves, or finds work elsewhere, claims it no longer before
-- long: until then others hold less than the host would take.
local function claim(host)
  local entry = host_record(host).nodes[owner]
  if entry and entry[2] > now + CLAIM / 2 then return end
  host_record(host).nodes[owner] = {0, now + min(CLAIM, batch.lease)}
  host_changed[host] = true
end

local function policy_of(host, record)
  local policy = (batch.policies and batch.policies[host]) or batch.policy
  local throttle = policy[4]
  if throttle > 0 and record.throttle > 0 and record.throttled + THROTTLED > now then throttle = record.throttle end
  local asked = 0
  if record.crawl > 0 and record.crawled + CRAWLED > now then asked = record.crawl end
  return max(policy[1], throttle, asked), policy[2], policy[3]
end

local function is_down(host) return state['down:' .. host] ~= nil end

-- The circuit breaker: so many failures in a row pause the host; afterwards one request tries it, and each further
-- failure doubles the pause, until this run gives it up. What was under way when a pause began says nothing new.
local opened = {}

local function judge(host, answered, failures)
  local record = host_record(host)
  host_changed[host] = true
  if answered == 1 then record.fails, record.rounds, record.open = 0, 0, 0 end
  if failures == 0 or record.open > now or is_down(host) then return end
  record.fails, record.failed = record.fails + failures, now
  if record.rounds == 0 and record.fails < batch.circuit[1] then return end
  if record.rounds >= batch.circuit[3] then
    state['down:' .. host], touched['down:' .. host] = now, true
    count('change', 1)
    call('ZADD', waiting, 'XX', now, host)
    return
  end
  record.rounds = record.rounds + 1
  local pause = min(batch.circuit[2] * 2 ^ (record.rounds - 1), LONGEST)
  record.open = floor(now + pause)
  record.pause = max(record.pause, record.open)
  opened[#opened + 1] = {host, record.fails, pause}
end

-- How many requests this node may take from the host now; when none, at what time to look again.
local function room(host)
  local record = host_record(host)
  if is_down(host) then return DRAIN end
  local delay, limit = policy_of(host, record)
  if record.pause > now then return 0, record.pause end
  local total, owners, own = 0, 1, 0
  for name, entry in pairs(record.nodes) do
    total = total + entry[1]
    if name == owner then own = entry[1] else owners = owners + 1 end
  end
  if record.rounds > 0 then limit = 1 end -- half open: one request tries it
  if delay > 0 or record.rounds > 0 then
    if record.next > now then return 0, record.next end
    if total >= limit then return 0, now + RECHECK end
    if limit > 1 and record.starting > now then return 0, min(record.starting, now + RECHECK) end
    return 1
  end
  if owners == 1 then
    if own < 2 * limit then return 2 * limit - own end
    return 0, now + RECHECK
  end
  if own == 0 then claim(host) end
  local free = min(limit - total, max(1, floor(limit / owners)) - own)
  if free > 0 then return free end
  return 0, now + RECHECK
end

-- Lists of requests, one a host and priority.
local prios_of = {}

local function priorities(host)
  local found = prios_of[host]
  if not found then
    found = {}
    for _, priority in ipairs(unpacked(call('HGET', lists, host)) or {}) do
      local last = found[#found]
      if is_priority(priority) and (not last or last > priority) then found[#found + 1] = priority end
    end
    prios_of[host] = found
  end
  return found
end

local function store_priorities(host)
  local found = prios_of[host]
  if #found == 0 then call('HDEL', lists, host) else call('HSET', lists, host, cmsgpack.pack(found)) end
end

-- Sees to it that the host's entry names the priority; returns its place there.
local function note_list(host, priority)
  local found = priorities(host)
  local at = 1
  while found[at] and found[at] > priority do at = at + 1 end
  if found[at] ~= priority then
    table.insert(found, at, priority)
    store_priorities(host)
  end
  return at
end

local function list_key(host, priority) return queue .. ':' .. string.format('%d', priority) .. ':' .. host end

local function next_turn(priority)
  count('turn', 1)
  return -priority * TURN + state.turn
end

local function make_ready(host)
  local found = priorities(host)
  if #found > 0 then call('ZADD', queue, next_turn(found[1]), host) end
end

-- A command on a key whose type was not looked at: a key of another type is removed first.
local function safely(command, key, ...)
  local answer = redis.pcall(command, key, ...)
  if type(answer) ~= 'table' or not answer.err then return answer end
  call('UNLINK', key)
  is_strange(key)
  return call(command, key, ...)
end

-- Puts requests into their list, at its head or tail, and sees to it that the host is known.
local function put(host, priority, requests, command)
  local length = 0
  local key = list_key(host, priority)
  for from = 1, #requests, CHUNK do
    length = safely(command, key, unpack(requests, from, min(from + CHUNK - 1, #requests)))
  end
  count('pending', #requests)
  call('EXPIRE', key, batch.keep)
  if length > #requests then return end
  if note_list(host, priority) == 1 and not call('ZSCORE', waiting, host) then make_ready(host) end
end

local function bury(host, priority, request, reason)
  call('RPUSH', dead, cmsgpack.pack({host, priority, request, reason, now}))
  count('dead', 1)
  count('change', 1)
end

-- Host, priority and request of a record that we have written; nil for any other bytes.
local function sound(bytes)
  local record = unpacked(bytes)
  if record and type(record[1]) == 'string' and is_priority(record[2]) and type(record[3]) == 'string' then return record end
  return nil
end

-- Takes a lease away; nil when the token no longer holds (the fence). Unreadable records are buried.
local function take(token)
  if call('ZREM', leases, token) == 0 then
    count('late', 1)
    return nil
  end
  count('change', 1)
  local bytes = call('HGET', leased, token)
  call('HDEL', leased, token)
  local record = sound(bytes)
  if record then return record end
  bury('', 0, bytes or '', 'the record of lease ' .. token .. ' cannot be read')
  return nil
end

local function bumped(request, position)
  local header = {string.byte(request, 1) or 0, string.byte(request, 2) or 0}
  header[position] = min(header[position] + 1, 255)
  return string.char(header[1], header[2]) .. string.sub(request, 3), header[position]
end

local function take_seed(token)
  if state.seed == token then
    state.seed, touched.seed = '', true
    return true
  end
  return false
end

local function lapse(token)
  local record = take(token)
  if not record or take_seed(token) then return end
  local request, lapses = bumped(record[3], 2)
  count('lapsed', 1)
  if lapses >= batch.lapses then
    bury(record[1], record[2], request, 'the processes that held it died ' .. lapses .. ' times')
  else
    put(record[1], record[2], {request}, 'LPUSH')
  end
end

local function give_back(token)
  local record = take(token)
  if record and not take_seed(token) then put(record[1], record[2], {record[3]}, 'LPUSH') end
end

local function nack(entry)
  local record = take(entry[1])
  if not record then return end
  mine.nacked = mine.nacked + 1
  count('nacked', 1)
  if take_seed(entry[1]) then
    state.seed = 'done'
    return bury('', 0, '', entry[4])
  end
  local request, attempts = bumped(record[3], 1)
  if entry[3] or attempts >= batch.attempts then return bury(record[1], record[2], request, entry[4]) end
  call('ZADD', delayed, now + entry[2], cmsgpack.pack({record[1], record[2], request, entry[1]}))
end

local function acknowledge(tokens)
  in_chunks('HDEL', leased, tokens)
  local held = in_chunks('ZREM', leases, tokens)
  if held > 0 then
    count('change', 1)
    count('acked', held)
    mine.acked = mine.acked + held
  end
  if held < #tokens then count('late', #tokens - held) end
  return #tokens - held
end

local function revive(entry_bytes)
  call('ZREM', delayed, entry_bytes)
  count('change', 1)
  local entry = sound(entry_bytes)
  if entry then
    put(entry[1], entry[2], {entry[3]}, 'RPUSH')
  else
    bury('', 0, entry_bytes, 'a delayed request cannot be read')
  end
end

-- True when the fingerprint is new; remembers it.
local function first_time(bucket, rest)
  local key = seen .. ':' .. bucket
  if safely('SADD', key, rest) == 0 then return false end
  count('seen', 1)
  if call('SCARD', key) == 1 then call('EXPIRE', key, batch.keep) end
  return true
end

local function push(host, priority, entries)
  local fresh = {}
  for i = 1, #entries, 3 do
    if entries[i] < 0 or first_time(entries[i], entries[i + 1]) then fresh[#fresh + 1] = entries[i + 2] end
  end
  local duplicates = #entries / 3 - #fresh
  if #fresh > 0 then
    count('change', 1)
    count('pushed', #fresh)
    put(host, priority, fresh, 'RPUSH')
  end
  if duplicates > 0 then count('duplicates', duplicates) end
  return duplicates
end

local function started(host, age)
  local record = host_record(host)
  local delay, _, factor = policy_of(host, record)
  record.starting = 0
  record.next = max(record.next, now - age + floor(delay * factor))
  host_changed[host] = true
end

local function ended(host, age)
  local record = host_record(host)
  local delay, limit, factor = policy_of(host, record)
  if delay > 0 and limit == 1 then record.next = max(record.next, now - age + floor(delay * factor)) end
  host_changed[host] = true
end

-- Leases one run of requests from the first host of the queue; returns how many.
local function lease_from(host, most, out)
  local found = priorities(host)
  local priority = found[1]
  local key = list_key(host, priority)
  local taken = safely('LPOP', key, most) or {}
  if #taken < most or call('EXISTS', key) == 0 then
    table.remove(found, 1)
    store_priorities(host)
  end
  local expiry, scores, records = now + batch.lease, {}, {}
  for i = 1, #taken do
    mine.leased = mine.leased + 1
    local token = node .. '.' .. number .. '.' .. mine.leased
    scores[#scores + 1] = expiry
    scores[#scores + 1] = token
    records[#records + 1] = token
    records[#records + 1] = cmsgpack.pack({host, priority, taken[i]})
    out[#out + 1] = mine.leased
    out[#out + 1] = host
    out[#out + 1] = priority
    out[#out + 1] = taken[i]
  end
  if #taken > 0 then
    in_chunks('ZADD', leases, scores)
    in_chunks('HSET', leased, records)
    count('pending', -#taken)
    count('change', 1)
  end
  if #found == 0 then call('ZREM', queue, host) else call('ZADD', queue, next_turn(found[1]), host) end
  return #taken
end

local function farthest(key)
  return tonumber(call('ZREVRANGE', key, 0, 0, 'WITHSCORES')[2]) or 0
end

-- Whether the keys contradict each other, as they never do after a batch of ours. Asked when nothing could be leased,
-- so that a host, a lease or a count that was overwritten neither holds the run up for ever nor ends it too early.
local function contradict()
  if call('HLEN', leased) ~= call('ZCARD', leases) then return true end
  for _, key in ipairs({waiting, delayed, leases}) do
    if farthest(key) > now + FAR then return true end
  end
  if call('EXISTS', queue, waiting) > 0 then return false end
  return call('HLEN', lists) > 0 or tonumber(state.pending or 0) ~= 0 -- as peek.lua has it, which ends the run
end

-- Lists of requests that no host's entry names: looked for among all keys, which only an overwritten entry makes necessary.
local function find_lists()
  local cursor, prefix = '0', queue .. ':'
  local pattern = string.gsub(prefix, '([%*%?%[%]%^\\])', '\\%1') .. '*'
  repeat
    local found = call('SCAN', cursor, 'MATCH', pattern, 'COUNT', 1000)
    cursor = found[1]
    for _, key in ipairs(found[2]) do
      local priority, host = string.match(string.sub(key, #prefix + 1), '^(%-?%d+):(.*)$')
      priority = tonumber(priority)
      if is_priority(priority) and call('TYPE', key).ok == 'list' then
        note_list(host, priority)
      end
    end
  until cursor == '0'
end

-- Counts what there is; forgets priorities without a list, and entries that name none.
local function recount()
  local total = 0
  for _, host in ipairs(call('HKEYS', lists)) do
    local known, kept = priorities(host), {}
    for _, priority in ipairs(known) do
      local key = list_key(host, priority)
      if call('TYPE', key).ok == 'list' then
        total, kept[#kept + 1] = total + call('LLEN', key), priority
      end
    end
    prios_of[host] = kept
    store_priorities(host)
  end
  return total
end

-- Makes all keys of the run agree again. What is doubtful is done once more rather than never.
local function mend()
  is_strange(state_key)
  for _, key in ipairs({waiting, delayed}) do
    for _, member in ipairs(call('ZRANGEBYSCORE', key, now + FAR, '+inf')) do call('ZADD', key, now, member) end
  end
  for _, token in ipairs(call('ZRANGE', leases, 0, -1)) do
    if call('HEXISTS', leased, token) == 0 then call('ZREM', leases, token) end
  end
  for _, token in ipairs(call('HKEYS', leased)) do
    local expiry = tonumber(call('ZSCORE', leases, token))
    if not expiry or expiry > now + FAR then call('ZADD', leases, now + batch.lease, token) end
  end
  local total = recount()
  if total ~= figure(state.pending) then
    find_lists()
    total = recount()
  end
  for _, host in ipairs(call('HKEYS', lists)) do
    if not call('ZSCORE', queue, host) and not call('ZSCORE', waiting, host) then make_ready(host) end
  end
  state.pending, touched.pending = total, true
  count('change', 1)
end

local function book(host, taken)
  local record = host_record(host)
  local delay, limit, factor = policy_of(host, record)
  local entry = record.nodes[owner]
  flight(host, (entry and entry[1] or 0) + taken)
  if delay > 0 and not is_down(host) then
    record.next = now + floor(delay * factor)
    if limit > 1 then record.starting = now + batch.lease end
  end
end

local function lease(want, out)
  local left = want
  for _ = 1, want + SWEEP do
    local head = call('ZRANGE', queue, 0, 0)[1]
    if left <= 0 or not head then break end
    if #priorities(head) == 0 then
      call('ZREM', queue, head)
    else
      local free, due = room(head)
      if free <= 0 then
        call('ZREM', queue, head)
        call('ZADD', waiting, due, head)
      else
        local ready = call('ZCARD', queue)
        if ready > 1 then free = min(free, max(1, floor(want / ready))) end
        local taken = lease_from(head, min(free, left), out)
        if taken > 0 then book(head, taken) end
        left = left - taken
      end
    end
  end
end

-- A node that found nothing to do looks at hosts that others keep at their limit: room() counts it among those who share
-- them, so that they leave it a part. Else whoever came first would take each place again in the batch that frees it.
-- Returns whether there is room already.
local function look_at_full_hosts()
  local found = false
  for _, host in ipairs(call('ZRANGEBYSCORE', waiting, now, now + RECHECK, 'LIMIT', 0, GLANCE)) do
    if room(host) > 0 then
      call('ZREM', waiting, host)
      make_ready(host)
      found = true
    end
  end
  return found
end

local function renew()
  local scores = {}
  for _, token in ipairs(batch.renews or {}) do
    scores[#scores + 1] = now + batch.lease
    scores[#scores + 1] = token
  end
  for from = 1, #scores, CHUNK do
    call('ZADD', leases, 'XX', unpack(scores, from, min(from + CHUNK - 1, #scores)))
  end
end

local out, late, duplicates = {}, 0, 0

if again then
  -- The answer was lost: make it again from what is still leased. The write is for WAIT, which needs one.
  call('HSET', nodes, node, cmsgpack.pack(mine))
  renew()
  for index = 1, min(mine.leased, batch.want + 1) do
    local record = sound(call('HGET', leased, node .. '.' .. number .. '.' .. index))
    if record and record[1] ~= '' then
      out[#out + 1] = index
      out[#out + 1] = record[1]
      out[#out + 1] = record[2]
      out[#out + 1] = record[3]
    end
  end
else
  mine.number, mine.leased = number, 0
  if batch.acks then
    for i = 1, #batch.acks do
      if state.seed == batch.acks[i] then state.seed, touched.seed = 'done', true end
    end
    late = acknowledge(batch.acks)
  end
  for _, entry in ipairs(batch.nacks or {}) do nack(entry) end
  for _, entry in ipairs(batch.drops or {}) do
    local record = take(entry[1])
    if record then bury(record[1], record[2], record[3], entry[2]) end
  end
  local backs = batch.backs or {}
  for i = #backs, 1, -1 do give_back(backs[i]) end
  renew()
  local silence = now - (tonumber(state.heard) or now) -- of an impossible moment: none
  if silence > batch.lease / 2 then state.grace, touched.grace = now + min(GRACE, batch.lease), true end
  state.heard, touched.heard = now, true
  if now >= figure(state.grace) or figure(state.grace) > now + FAR then
    local overdue = call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, SWEEP)
    for i = #overdue, 1, -1 do lapse(overdue[i]) end
  end
  for _, entry in ipairs(call('ZRANGEBYSCORE', delayed, '-inf', now, 'LIMIT', 0, SWEEP)) do revive(entry) end
  for _, group in ipairs(batch.pushes or {}) do
    duplicates = duplicates + push(group[1], group[2], group[3])
  end
  for host, ms in pairs(batch.throttles or {}) do
    local record = host_record(host)
    record.throttle, record.throttled = min(ms, SLOWEST), now
    host_changed[host] = true
  end
  for host, age in pairs(batch.starts or {}) do started(host, age) end
  for host, age in pairs(batch.ends or {}) do ended(host, age) end
  for host, ms in pairs(batch.pauses or {}) do
    local record = host_record(host)
    record.pause = max(record.pause, now + ms)
    host_changed[host] = true
  end
  for host, answers in pairs(batch.answers or {}) do judge(host, answers[1], answers[2]) end
  for host, downloads in pairs(batch.flights or {}) do
    flight(host, downloads)
    if downloads == 0 then host_record(host).nodes[owner] = nil end
    local record = host_record(host)
    call('ZADD', waiting, 'XX', 'LT', max(now, record.next, record.pause), host)
  end
  for _, host in ipairs(call('ZRANGEBYSCORE', waiting, '-inf', now, 'LIMIT', 0, SWEEP)) do
    call('ZREM', waiting, host)
    make_ready(host)
  end
  if #strange > 0 then mend() end
  if batch.want > 0 then
    lease(batch.want, out)
    if #out == 0 and look_at_full_hosts() then lease(batch.want, out) end
    if #out == 0 and contradict() then
      mend()
      lease(batch.want, out)
    end
  end
  local seed = state.seed or ''
  if seed ~= '' and seed ~= 'done' and not call('ZSCORE', leases, seed) then
    state.seed, touched.seed = '', true -- nobody holds it: else nobody would ever seed
    is_strange(state_key)
  end
  if batch.seed and (state.seed or '') == '' then
    mine.leased = mine.leased + 1
    local token = node .. '.' .. number .. '.' .. mine.leased
    call('ZADD', leases, now + batch.lease, token)
    call('HSET', leased, token, cmsgpack.pack({'', 0, ''}))
    state.seed, touched.seed = token, true
    count('change', 1)
  end

  for host in pairs(host_changed) do
    local record = host_records[host]
    local latest = max(record.next, record.pause, record.starting, record.throttled + THROTTLED)
    if record.fails + record.rounds > 0 then latest = max(latest, record.failed + FORGIVEN) end
    if record.crawl > 0 then latest = max(latest, record.crawled + CRAWLED) end
    if next(record.nodes) == nil and latest <= now then
      call('HDEL', hosts, host)
    else
      call('HSET', hosts, host, cmsgpack.pack(record))
    end
  end
  local changes = {}
  for name in pairs(touched) do
    changes[#changes + 1] = name
    changes[#changes + 1] = state[name]
  end
  if #changes > 0 then call('HSET', state_key, unpack(changes)) end
  mine.time, mine.name = now, batch.name
  call('HSET', nodes, node, cmsgpack.pack(mine))
  -- About once a minute of a busy run: whoever abandons a run leaves nothing for ever.
  if number % 64 == 1 then
    for i = 1, 9 do call('EXPIRE', KEYS[i], batch.keep) end
    call('EXPIRE', hosts, batch.keep)
  end
end

-- When the next thing here falls due without anybody's doing, in milliseconds from now.
local due = -1
for _, key in ipairs({waiting, delayed, leases}) do
  local first = call('ZRANGE', key, 0, 0, 'WITHSCORES')
  local ahead = first[2] and tonumber(first[2]) - now
  if ahead and ahead < FAR and (due < 0 or ahead < due) then due = max(0, ahead) end
end

-- Hosts of this node at which a pause began: what it has at hand for them should wait in the queue instead.
local paused, failing, down = {}, {}, {}
for host, record in pairs(host_records) do
  if is_down(host) then
    down[#down + 1] = host
  else
    if record.pause > now then paused[#paused + 1] = host end
    if record.fails + record.rounds > 0 then failing[#failing + 1] = host end
  end
end

return cmsgpack.pack({
  strange = strange, paused = paused, failing = failing, down = down, opened = opened, leases = out, late = late, duplicates = duplicates, due = due,
  seed = state.seed or '', change = figure(state.change),
  pending = figure(state.pending), leased = call('ZCARD', leases), delayed = call('ZCARD', delayed),
  nodes = call('HLEN', nodes),
})
