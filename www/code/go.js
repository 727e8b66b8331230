/** Go listings, with go-redis. Marks and values as code/listing.js reads them. */

export const title = 'Go';

export const keywords = 'break defer else error for func go if nil range return select struct type var true false';

/** @type {Record<string, string>} */
export const reads = {
  unprotected: `
func GetUser(ctx context.Context, id string) (*User, error) {
	key := "user:" + id
	cached, err := rdb.Get(ctx, key).Bytes() @@cache
	if err == nil {
		return decode(cached)
	}
	if !errors.Is(err, redis.Nil) {
		return nil, err
	}
	user, err := db.QueryUser(ctx, id) @@db
	if err != nil {
		return nil, err
	}
	return user, rdb.Set(ctx, key, encode(user), «ttl_go»).Err() @@store
}
`,
  mutex: `
func GetUser(ctx context.Context, id string) (*User, error) {
	key, lock, token := "user:"+id, "lock:user:"+id, uuid.NewString()
	for won := false; ; {
		cached, err := rdb.Get(ctx, key).Bytes() @@cache
		if err == nil {
			return decode(cached)
		}
		if won { // looked again: still nothing there
			return fetch(ctx, key, id) // query, then set @@db,store
		}
		won, err = rdb.SetNX(ctx, lock, token, «lock_go»).Result() @@cache
		if err != nil {
			return nil, err
		} else if won {
			defer release.Run(ctx, rdb, []string{lock}, token)
		} else {
			time.Sleep(«poll_go») @@lock
		}
	}
}

var release = redis.NewScript(\`
	if redis.call("GET", KEYS[1]) == ARGV[1] then
		return redis.call("DEL", KEYS[1])
	end
	return 0\`)
`,
  xfetch: `
func GetUser(ctx context.Context, id string) (*User, error) {
	key := "user:" + id
	both := rdb.TxPipeline()
	get, pttl := both.Get(ctx, key), both.PTTL(ctx, key)
	both.Exec(ctx) // each command keeps its own error @@cache
	if cached, err := get.Bytes(); err == nil {
		user, delta := decodeWithDelta(cached)
		dice := 1 - rand.Float64() // in (0, 1]
		early := -float64(delta) * «beta» * math.Log(dice)
		if early < float64(pttl.Val()) {
			return user, nil
		}
	}
	start := time.Now()
	user, err := db.QueryUser(ctx, id) @@db
	if err != nil {
		return nil, err
	}
	value := encodeWithDelta(user, time.Since(start))
	return user, rdb.Set(ctx, key, value, «ttl_go»).Err() @@store
}
`,
  background_refresh: `
func GetUser(ctx context.Context, id string) (*User, error) {
	key := "user:" + id
	cached, err := rdb.Get(ctx, key).Bytes() @@cache
	if err != nil {
		return fetch(ctx, key, id) // cold: a plain miss @@db,store
	}
	entry := decode(cached)
	if time.Now().After(entry.FreshUntil) {
		go refresh(context.WithoutCancel(ctx), key, id)
	}
	return entry.User, nil // at once, fresh or stale
}

func refresh(ctx context.Context, key, id string) {
	lock, token := "lock:"+key, uuid.NewString()
	won, _ := rdb.SetNX(ctx, lock, token, «lock_go»).Result() @@b-cache
	if won {
		defer release.Run(ctx, rdb, []string{lock}, token)
		// Queries; FreshUntil: in «ttl_s» s. Stores it for «kept_ms» ms.
		fetch(ctx, key, id) @@b-db,b-store
	}
}
`,
  single_flight: `
var flights singleflight.Group // golang.org/x/sync/singleflight

func GetUser(ctx context.Context, id string) (*User, error) {
	key := "user:" + id
	cached, err := rdb.Get(ctx, key).Bytes() @@cache
	if err == nil {
		return decode(cached)
	}
	shared, err, _ := flights.Do(key, func() (any, error) { @@lock
		user, err := db.QueryUser(ctx, id) @@db,b-db
		if err != nil {
			return nil, err
		}
		return user, rdb.Set(ctx, key, encode(user), «ttl_go»).Err() @@b-store
	})
	if err != nil {
		return nil, err
	}
	return shared.(*User), nil
}
`,
  lease: `
func GetUser(ctx context.Context, id string) (*User, error) {
	keys := []string{"user:" + id, "lease:user:" + id}
	for token := uuid.NewString(); ; time.Sleep(«poll_go») { @@lock
		found, err := getOrLease.Run(ctx, rdb, keys, token, «lock_ms»).Result() @@cache
		if err != nil {
			return nil, err
		} else if cached, ok := found.(string); ok {
			return decode([]byte(cached))
		} else if found == int64(1) { // the lease is ours
			user, err := db.QueryUser(ctx, id) @@db
			if err != nil {
				return nil, err
			}
			set := setLeased.Run(ctx, rdb, keys, token, encode(user), «ttl_ms») @@store
			return user, set.Err()
		}
	}
}

var getOrLease = redis.NewScript(\`
	return redis.call("GET", KEYS[1]) or
		redis.call("SET", KEYS[2], ARGV[1], "NX", "PX", ARGV[2])
		and 1 or 0\`)
var setLeased = redis.NewScript(\`
	if redis.call("GET", KEYS[2]) ~= ARGV[1] then return 0 end
	redis.call("DEL", KEYS[2])
	return redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3])\`)
`,
};

/** @type {Record<string, string>} */
export const writes = {
  invalidate: `
func UpdateUser(ctx context.Context, user *User) error {
	key := "user:" + user.ID
	if err := db.UpdateUser(ctx, user); err != nil { @@w-db
		return err
	}
	return rdb.Del(ctx, key«,_lease»).Err() @@w-app
}
`,
  update: `
func UpdateUser(ctx context.Context, user *User) error {
	key := "user:" + user.ID
	if err := db.UpdateUser(ctx, user); err != nil { @@w-db
		return err
	}
	return rdb.Set(ctx, key, encode(user), «ttl_go»).Err() @@w-app
}
`,
  invalidate_first: `
func UpdateUser(ctx context.Context, user *User) error {
	key := "user:" + user.ID
	if err := rdb.Del(ctx, key«,_lease»).Err(); err != nil { @@w-cache
		return err
	}
	return db.UpdateUser(ctx, user) @@w-db
}
`,
  double_delete: `
func UpdateUser(ctx context.Context, user *User) error {
	key := "user:" + user.ID
	if err := db.UpdateUser(ctx, user); err != nil { @@w-db
		return err
	}
	time.AfterFunc(«pause_go», func() {
		rdb.Del(context.Background(), key«,_lease»)
	})
	return rdb.Del(ctx, key«,_lease»).Err() @@w-app
}
`,
  versioned_set: `
func UpdateUser(ctx context.Context, user *User) error {
	version, err := db.UpdateUser(ctx, user) @@w-db
	if err != nil {
		return err
	}
	keys := []string{"user:" + user.ID}
	return setIfNewer.Run(ctx, rdb, keys, version, encode(user), «ttl_ms»).Err() @@w-app
}

// Readers store by the same script and read with HGET key user.
var setIfNewer = redis.NewScript(\`
	local there = redis.call("HGET", KEYS[1], "version")
	if there and tonumber(there) >= tonumber(ARGV[1]) then
		return 0
	end
	redis.call("HSET", KEYS[1], "version", ARGV[1], "user", ARGV[2])
	return redis.call("PEXPIRE", KEYS[1], ARGV[3])\`)
`,
  ttl_only: `
func UpdateUser(ctx context.Context, user *User) error {
	// The cache keeps the old value until its TTL ends.
	return db.UpdateUser(ctx, user) @@w-db
}
`,
};
