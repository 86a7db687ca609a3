// Makes the replica set and the user of the program, once; done again it changes
// nothing but the password, to what the URL says now. For mongosh.
const fs = require('fs');
const root = fs.readFileSync('/run/secrets/mongo-root', 'utf8').trim();
const url = fs.readFileSync('/run/secrets/store-url', 'utf8').trim();
const [, user, password, name] = url.match(/^mongodb:\/\/([^:@/]+):([^@/]+)@[^/]+\/([^?]+)/);
const patience = 120; // seconds

function until(what, done) {
  let last = '';
  for (let i = 0; i < patience; i++) {
    try {
      const answer = done();
      if (answer) return answer;
    } catch (e) {
      last = e.message;
    }
    sleep(1000);
  }
  throw new Error(`${what}: not within ${patience} s ${last}`);
}

const admin = until('mongo1', () =>
  connect(`mongodb://root:${encodeURIComponent(root)}@mongo1/admin?directConnection=true`));
if (!admin.hello().setName) {
  const members = ['mongo1', 'mongo2', 'mongo3'].map((host, i) => ({ _id: i, host: `${host}:27017`, priority: i === 0 ? 2 : 1 }));
  admin.adminCommand({ replSetInitiate: { _id: 'shoumi', members } });
}
const set = until('a primary', () => {
  const db = connect(`mongodb://root:${encodeURIComponent(root)}@mongo1,mongo2,mongo3/admin?replicaSet=shoumi`);
  return db.hello().isWritablePrimary && db;
});
const own = set.getSiblingDB(decodeURIComponent(name));
const account = { pwd: decodeURIComponent(password), roles: [{ role: 'readWrite', db: own.getName() }] };
if (own.getUser(decodeURIComponent(user))) {
  own.updateUser(decodeURIComponent(user), account);
} else {
  own.createUser({ user: decodeURIComponent(user), ...account });
}
print('MongoDB: replica set shoumi is ready');
