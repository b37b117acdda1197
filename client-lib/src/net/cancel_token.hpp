// A wish to stop, made on one thread and heard on others. Once made it stays.
#pragma once

#include <functional>
#include <list>
#include <mutex>

namespace pendata {

class cancel_token {
public:
    // Threads: any. Calls every watcher, here.
    void request();
    bool requested() const;

    // While it lives, `wake` is called when the wish is made; at once where it was made before.
    // `wake` must not block. Once the destructor has returned it is not called any more.
    class watch {
    public:
        watch(cancel_token* token, std::function<void()> wake);  // a null token never wakes
        ~watch();
        watch(const watch&) = delete;
        watch& operator=(const watch&) = delete;

    private:
        cancel_token* token_;
        std::list<std::function<void()>>::iterator place_;
    };

private:
    mutable std::mutex mutex_;
    std::list<std::function<void()>> watchers_;
    bool requested_ = false;
};

}  // namespace pendata
