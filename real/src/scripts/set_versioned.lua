-- Stores a value and, with leases (ARGV[5] is 1), voids the lease. Returns {0, the lease's holder or ''}. If versions
-- are compared (ARGV[4] is 1) and a newer one is there, stores nothing and returns {that version, ''}.
local refused = 0
local present = redis.call('GET', KEYS[1])
if ARGV[4] == '1' and present then
  local version = tonumber(string.match(present, '^(%d+):'))
  if version > tonumber(ARGV[1]) then refused = version end
end
if refused > 0 then return { refused, '' } end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
local holder = ''
if ARGV[5] == '1' then
  holder = redis.call('GET', KEYS[2]) or ''
  if holder ~= '' then
    redis.call('DEL', KEYS[2])
    redis.call('PUBLISH', KEYS[3], '')
  end
end
return { 0, holder }
