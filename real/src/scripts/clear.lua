-- Deletes all locks, and all values if ARGV[1] is 1. Returns {number of values, number of locks}.
local keys = #KEYS / 2
local values, locks = 0, 0
for i = 1, keys do
  if ARGV[1] == '1' then values = values + redis.call('DEL', KEYS[i]) end
  locks = locks + redis.call('DEL', KEYS[keys + i])
end
redis.call('PUBLISH', ARGV[2], '')
return { values, locks }
