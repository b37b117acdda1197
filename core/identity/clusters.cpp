// Union-find over the ids that any "same" names, then the contradictions are looked up in it.
#include "core/identity/clusters.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace pendata::identity {
namespace {

class components {
public:
    // The smallest id of the component; the id itself where no answer named it.
    record_id root_of(const record_id& id) {
        const auto found = above_.find(id);
        if (found == above_.end() || found->second == id) return id;
        const record_id root = root_of(found->second);
        above_[id] = root;
        return root;
    }

    void join(const record_id& a, const record_id& b) {
        const record_id x = root_of(a);
        const record_id y = root_of(b);
        above_[a] = above_[b] = above_[x] = above_[y] = std::min(x, y);
    }

    const std::map<record_id, record_id>& all() const { return above_; }

private:
    std::map<record_id, record_id> above_;
};

record_pair ordered(const pair_answer& answer) {
    return {std::min(answer.a, answer.b), std::max(answer.a, answer.b)};
}

}  // namespace

std::vector<cluster> clusters_of(std::span<const pair_answer> answers) {
    components found;
    std::set<record_pair> apart;
    for (const auto& answer : answers) {
        if (answer.a == answer.b) continue;
        if (answer.answer == same_person::yes) {
            found.join(answer.a, answer.b);
        } else {
            apart.insert(ordered(answer));
        }
    }
    std::map<record_id, cluster> by_root;
    std::vector<record_id> ids;
    for (const auto& [id, above] : found.all()) ids.push_back(id);
    for (const auto& id : ids) by_root[found.root_of(id)].members.push_back(id);
    for (const auto& pair : apart) {
        const record_id root = found.root_of(pair.first);
        const auto of = by_root.find(root);
        if (of != by_root.end() && root == found.root_of(pair.second)) of->second.contradicted.push_back(pair);
    }
    std::vector<cluster> out;
    for (auto& [root, one] : by_root) out.push_back(std::move(one));
    return out;
}

const cluster* cluster_of(std::span<const cluster> among, const record_id& record) {
    for (const auto& one : among) {
        if (std::binary_search(one.members.begin(), one.members.end(), record)) return &one;
    }
    return nullptr;
}

}  // namespace pendata::identity
