-- Returns a fresh value: {1, value}; or grants the lease: {2}; or refuses it, with its holder and the old value, if
-- there is one: {3, holder, value}.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local present = redis.call('GET', KEYS[1])
if present and tonumber(string.match(present, ':(%d+)$')) > now then return { 1, present } end
local holder = redis.call('GET', KEYS[2])
if holder then return { 3, holder, present } end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return { 2 }
