"""A bad network between tablets and their office, as a TCP proxy on the loopback: it delays, throttles, cuts at any
byte, lets connections overtake one another, swallows large segments, passes one way only, or takes connections and
says nothing. Every choice comes from the seed and the number of the connection, so the same seed is the same weather.
What is swallowed is dropped by the kernel before its TCP sees it (a socket filter, no privilege needed): the sender gets
no acknowledgement and sends it again, as on a real path.

By hand: python3 tests/chaos/proxy.py --listen 7501 --to 7443 --profile 2g --seed 1
"""

import argparse
import asyncio
import collections
import ctypes
import dataclasses
import random
import socket
import struct
import sys
import threading

SEGMENT = 1400          # what a packet of the simulated network carries
BURST = 16 * 1024       # read at a time
ATTACH_FILTER = 26      # SO_ATTACH_FILTER of Linux


def swallow(end, above):
    """Drops what arrives at `end` in segments larger than `above` bytes, header included; 0: everything."""
    # Load the length; larger: take nothing of it; else all.
    steps = ((0x80, 0, 0, 0), (0x25, 0, 1, above), (0x06, 0, 0, 0), (0x06, 0, 0, 0xFFFFFFFF))
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    end.setsockopt(socket.SOL_SOCKET, ATTACH_FILTER, struct.pack("HL", len(steps), ctypes.addressof(program)))


@dataclasses.dataclass(frozen=True)
class Weather:
    """How a connection fares. Times in seconds, sizes in bytes."""
    delay: float = 0.0            # one way
    rate: float = 0.0             # bytes a second each way; 0: as fast as it goes
    loss: float = 0.0             # chance that a segment's loss cuts the connection
    cut_after: int = 0            # cuts at a byte drawn below this; 0: never
    hold: float = 0.0             # connections begin later by up to this, one against another
    swallow_above: int = 0        # segments larger than this vanish, and all that follow them; 0: none
    refuse: bool = False          # nobody there
    mute: bool = False            # half-open: takes the connection, then silence
    passes: tuple = ("up", "down")  # a one-way partition passes one of them


PROFILES = {
    "fair": Weather(),
    "2g": Weather(delay=0.35, rate=5000.0, loss=0.05),
    "2g-whole": Weather(delay=0.35, rate=5000.0),
    "cuts": Weather(delay=0.01, cut_after=6000),
    "jumble": Weather(delay=0.02, hold=0.6, cut_after=60000),
    "black-hole": Weather(swallow_above=1200),
    "half-open": Weather(mute=True),
    "up-only": Weather(passes=("up",)),
    "down-only": Weather(passes=("down",)),
    "away": Weather(refuse=True),
}


class Link:
    """One connection through the proxy."""

    def __init__(self, loop, number, weather, seed, tablet, counts):
        self.loop, self.weather, self.counts = loop, weather, counts
        self.dice = random.Random(f"{seed}:{number}")
        self.tablet, self.office = tablet, None
        self.left = self.dice.randrange(1, weather.cut_after) if weather.cut_after else None
        self.ended = asyncio.Event()

    async def run(self, office_port):
        weather = self.weather
        try:
            if weather.refuse:
                return self.cut()
            if weather.hold:
                await asyncio.sleep(self.dice.uniform(0, weather.hold))
            if weather.mute:
                self.counts["mute"] += 1
                swallow(self.tablet, 0)
                return await self.ended.wait()
            self.office = socket.socket()
            self.office.setblocking(False)
            self.office.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self.loop.sock_connect(self.office, ("127.0.0.1", office_port))
            self.spoil()
            await asyncio.gather(self.carry("up", self.tablet, self.office), self.carry("down", self.office, self.tablet))
        except OSError:
            self.cut()
        finally:
            self.close()

    def spoil(self):
        """Puts the filters of this weather in place."""
        limit = self.weather.swallow_above
        # What the tablet asked of segments holds for both halves of the path.
        if limit and self.tablet.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) > limit:
            self.counts["swallowing"] += 1
            swallow(self.tablet, limit)
            swallow(self.office, limit)
        for direction, source in (("up", self.tablet), ("down", self.office)):
            if direction not in self.weather.passes:
                self.counts["one way"] += 1
                swallow(source, 0)

    async def carry(self, direction, source, sink):
        """Reads, lets time pass, writes; what is on the way is bounded, so that a slow link pushes back."""
        queue = asyncio.Queue(4)
        writer = asyncio.ensure_future(self.deliver(queue, sink))
        weather, free_at = self.weather, self.loop.time()
        try:
            while not self.ended.is_set():
                data = await self.read(source)
                if not data:
                    break
                data, cut = self.share_that_passes(data)
                start = max(free_at, self.loop.time())
                free_at = start + (len(data) / weather.rate if weather.rate else 0)
                self.counts[direction] += len(data)
                await queue.put((free_at + weather.delay, data))
                if cut:
                    self.counts["cuts"] += 1
                    await queue.put((free_at + weather.delay, None))
                    await self.ended.wait()
                    return
            await queue.put((self.loop.time() + weather.delay, b""))
            await writer
        finally:
            writer.cancel()

    async def read(self, source):
        reading = asyncio.ensure_future(self.loop.sock_recv(source, BURST if not self.weather.rate else SEGMENT))
        ending = asyncio.ensure_future(self.ended.wait())
        done, _ = await asyncio.wait((reading, ending), return_when=asyncio.FIRST_COMPLETED)
        for task in (reading, ending):
            task.cancel()
        return reading.result() if reading in done else b""

    def share_that_passes(self, data):
        """The bytes before the cut, and whether it comes."""
        for at in range(0, len(data), SEGMENT):
            if self.weather.loss and self.dice.random() < self.weather.loss * min(SEGMENT, len(data) - at) / SEGMENT:
                return data[:self.dice.randrange(at, min(len(data), at + SEGMENT))], True
        if self.left is not None:
            if len(data) >= self.left:
                return data[:self.left], True
            self.left -= len(data)
        return data, False

    async def deliver(self, queue, sink):
        while True:
            due, data = await queue.get()
            await asyncio.sleep(max(0.0, due - self.loop.time()))
            if data is None:
                return self.cut()
            if not data:
                sink.shutdown(socket.SHUT_WR)
                return
            try:
                await self.loop.sock_sendall(sink, data)
            except OSError:
                return self.cut()

    def cut(self):
        """A reset, as of a link that is gone."""
        for end in (self.tablet, self.office):
            if end is not None and end.fileno() >= 0:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.ended.set()

    def close(self):
        self.ended.set()
        for end in (self.tablet, self.office):
            if end is not None and end.fileno() >= 0:
                self.loop.remove_reader(end.fileno())
                self.loop.remove_writer(end.fileno())
                end.close()


class Proxy:
    """Runs on a thread of its own. The weather may be changed at any time: it holds for later connections."""

    def __init__(self, office_port, seed=1, weather=Weather(), port=0):
        self.office_port, self.seed, self.weather = office_port, seed, weather
        self.counts = collections.Counter()
        self.links = set()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", port))
        self.listener.listen(128)
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.accepting = self.loop.create_task(self._accept())
        self.loop.run_forever()

    async def _accept(self):
        number = 0
        while True:
            tablet, _ = await self.loop.sock_accept(self.listener)
            tablet.setblocking(False)
            tablet.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number += 1
            self.counts["connections"] += 1
            link = Link(self.loop, number, self.weather, self.seed, tablet, self.counts)
            self.links.add(link)
            task = self.loop.create_task(link.run(self.office_port))
            task.add_done_callback(lambda _, link=link: self.links.discard(link))

    def set_weather(self, weather, cut=False):
        """For connections from now on; `cut` ends those that are there."""
        self.weather = weather
        if cut:
            self.cut_all()

    def cut_all(self):
        def everyone():
            for link in list(self.links):
                link.cut()
                self.counts["cut off"] += 1
        self.loop.call_soon_threadsafe(everyone)

    def stop(self):
        async def end():
            for link in list(self.links):
                link.cut()
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            self.loop.stop()
        asyncio.run_coroutine_threadsafe(end(), self.loop)
        self.thread.join(10)
        self.listener.close()


def main():
    parser = argparse.ArgumentParser(description="A bad network on the loopback.",
                                     epilog="Example: proxy.py --listen 7501 --to 7443 --profile 2g --seed 1")
    parser.add_argument("--listen", type=int, default=0, help="port; 0: a free one")
    parser.add_argument("--to", type=int, required=True, help="the office's port")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="2g")
    parser.add_argument("--seed", default="1")
    arguments = parser.parse_args()
    proxy = Proxy(arguments.to, arguments.seed, PROFILES[arguments.profile], arguments.listen)
    print(f"ready 127.0.0.1:{proxy.port}", flush=True)
    try:
        proxy.thread.join()
    except KeyboardInterrupt:
        print(dict(proxy.counts), file=sys.stderr)


if __name__ == "__main__":
    main()
