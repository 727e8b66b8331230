-- Deletes a key and, if ARGV[2] is 1, voids its lease. Returns {1 if the key was there, the lease's holder or ''}. With
-- a grace in microseconds (ARGV[1]) the value is kept as an old one for that time, and the first result is 2.
local existed = redis.call('EXISTS', KEYS[1])
local grace = tonumber(ARGV[1])
if existed == 1 and grace > 0 then
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local value = redis.call('GET', KEYS[1])
  local start, fresh = string.match(value, '^(.*):(%d+)$')
  fresh = math.min(tonumber(fresh), now)
  local left = math.floor((fresh + grace - now) / 1000)
  existed = 2
  if left > 0 then
    redis.call('SET', KEYS[1], start .. ':' .. string.format('%.0f', fresh), 'PX', left)
  else
    redis.call('DEL', KEYS[1])
  end
else
  redis.call('DEL', KEYS[1])
end
local holder = ''
if ARGV[2] == '1' then
  holder = redis.call('GET', KEYS[2]) or ''
  if holder ~= '' then
    redis.call('DEL', KEYS[2])
    redis.call('PUBLISH', KEYS[3], '')
  end
end
return { existed, holder }
