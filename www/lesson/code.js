/** The two functions of a service that keeps to the pattern, as the course shows them. */

export const codeText = {
  get_user: `def get_user(id):
    user = cache.get(f"user:{id}")
    if user is None:                  # a miss
        user = db.query("SELECT * FROM users WHERE id = %s", id)
        cache.setex(f"user:{id}", 3600, user)
    return user`,
  update_user: `def update_user(id, data):
    db.update("UPDATE users SET data = %s WHERE id = %s", data, id)
    cache.delete(f"user:{id}")        # after the update, never before
`.trimEnd(),
};
