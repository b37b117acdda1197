// An ordered map whose copies cost nothing and never change: the memory store's snapshots. A treap of shared
// nodes; a change copies only the nodes on its way that another copy still holds.
// Threads: none; copies share nodes, so all of them belong to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace pendata {

template <class Key, class Value>
class snapshot_map {
public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    // The value, until the next change of this copy; null where absent.
    const Value* find(const Key& key) const {
        for (const node* at = root_.get(); at != nullptr;) {
            if (key < at->item->first) {
                at = at->left.get();
            } else if (at->item->first < key) {
                at = at->right.get();
            } else {
                return &at->item->second;
            }
        }
        return nullptr;
    }
    bool contains(const Key& key) const { return find(key) != nullptr; }

    void put(Key key, Value content) {
        insert(root_, std::make_shared<const entry>(std::move(key), std::move(content)));
    }

    void erase(const Key& key) {
        if (!contains(key)) return;
        remove(root_, key);
        --size_;
    }

    // Calls visitor(key, value) for every key not less than `first`, ascending, until it gives false.
    template <class Visitor>
    void visit_from(const Key& first, Visitor&& visitor) const {
        walk(root_, first, visitor);
    }

private:
    using entry = std::pair<const Key, Value>;
    struct node;
    using link = std::shared_ptr<node>;
    struct node {
        std::shared_ptr<const entry> item;
        std::uint64_t priority;  // no child's is greater
        link left;
        link right;
    };

    static void own(link& at) {
        if (at.use_count() > 1) at = std::make_shared<node>(*at);
    }

    void insert(link& at, std::shared_ptr<const entry> item) {
        if (!at) {
            at = std::make_shared<node>(node{std::move(item), next_priority(), nullptr, nullptr});
            ++size_;
            return;
        }
        own(at);
        if (item->first < at->item->first) {
            insert(at->left, std::move(item));
            if (at->left->priority > at->priority) raise(at, &node::left, &node::right);
        } else if (at->item->first < item->first) {
            insert(at->right, std::move(item));
            if (at->right->priority > at->priority) raise(at, &node::right, &node::left);
        } else {
            at->item = std::move(item);
        }
    }

    // Rotates the child on that side into its parent's place; both are owned.
    static void raise(link& at, link node::*side, link node::*other) {
        link child = std::move((*at).*side);
        (*at).*side = std::move((*child).*other);
        (*child).*other = std::move(at);
        at = std::move(child);
    }

    static void remove(link& at, const Key& key) {
        own(at);
        if (key < at->item->first) {
            remove(at->left, key);
        } else if (at->item->first < key) {
            remove(at->right, key);
        } else {
            link left = std::move(at->left);
            link right = std::move(at->right);
            at = merged(std::move(left), std::move(right));
        }
    }

    static link merged(link low, link high) {
        if (!low) return high;
        if (!high) return low;
        if (low->priority > high->priority) {
            own(low);
            low->right = merged(std::move(low->right), std::move(high));
            return low;
        }
        own(high);
        high->left = merged(std::move(low), std::move(high->left));
        return high;
    }

    template <class Visitor>
    static bool walk(const link& at, const Key& first, Visitor& visitor) {
        if (!at) return true;
        if (at->item->first < first) return walk(at->right, first, visitor);
        return walk(at->left, first, visitor) && visitor(at->item->first, at->item->second) &&
               walk(at->right, first, visitor);
    }

    // Balance needs priorities unlike the keys' order, not chance: the same changes give the same tree.
    std::uint64_t next_priority() {
        std::uint64_t z = (drawn_ += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    link root_;
    std::size_t size_ = 0;
    std::uint64_t drawn_ = 0;
};

}  // namespace pendata
