-- Stores a value for the holder of the lease and ends the lease. Returns 0; or -1 if the caller no longer has the
-- lease; or, if versions are compared (ARGV[5] is 1) and a newer one is there, that version.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return -1 end
local refused = 0
local present = redis.call('GET', KEYS[1])
if ARGV[5] == '1' and present then
  local version = tonumber(string.match(present, '^(%d+):'))
  if version > tonumber(ARGV[2]) then refused = version end
end
if refused == 0 then redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) end
redis.call('DEL', KEYS[2])
redis.call('PUBLISH', KEYS[3], '')
return refused
