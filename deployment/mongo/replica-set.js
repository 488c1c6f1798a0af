// Makes the replica set, and its users as /secrets/users.json has them. Can be repeated.
// Before there is a user the server lets in who comes from its own address: hence the shared network.
const users = JSON.parse(require("fs").readFileSync("/secrets/users.json", "utf8"));
const root = users.find((each) => each.user === "root");
const admin = db.getSiblingDB("admin");

const signedIn = () => {
  try { return admin.auth(root.user, root.pwd).ok; } catch { return 0; }
};

if (!db.hello().setName) rs.initiate({_id: "rs0", members: [{_id: 0, host: "mongo:27017"}]});
const patience = Date.now() + 60000;
while (!db.hello().isWritablePrimary) { if (Date.now() > patience) quit(1); sleep(200); }

if (!signedIn()) {
  admin.createUser(root);
  if (!signedIn()) quit(2);
}
for (const {user, pwd, roles} of users) {
  if (user === root.user) continue;
  if (admin.getUser(user)) admin.updateUser(user, {pwd, roles});
  else admin.createUser({user, pwd, roles});
}
