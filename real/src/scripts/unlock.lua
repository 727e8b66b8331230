-- Releases a lock by compare-and-delete, or unconditionally if ARGV[2] is 1. Returns its holder, or '' if it was not
-- released.
local holder = redis.call('GET', KEYS[1])
if not holder or (ARGV[2] == '0' and holder ~= ARGV[1]) then return '' end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', KEYS[2], '')
return holder
