package serve

import (
	"context"
	"errors"
	"net"
	"sync"
)

// hall is an address and what serves there. Either can be exchanged while clients come in: an address that stays is never
// closed, and a request that is being answered is answered to its end. A connection on which none has come yet may end.
type hall struct {
	door *door
	addr string
	stop func() error // ends what serves; nil: nothing does
}

// exchange has something else serve at an address, until ctx ends or it is exchanged again; an empty address closes the
// hall. What served before has ended by then. An address that cannot be had leaves everything as it was.
func (h *hall) exchange(ctx context.Context, addr string, serve func(context.Context, net.Listener) error) error {
	opened := h.door
	if addr != h.addr {
		opened = nil
		if addr != "" {
			l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
			if err != nil {
				return err
			}
			opened = open(l)
		}
	}
	err := h.end()
	if h.door != nil && h.door != opened {
		err = errors.Join(err, h.door.close())
	}
	h.door, h.addr = opened, addr
	if opened != nil {
		ctx, cancel := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- serve(ctx, opened.way()) }()
		h.stop = func() error { cancel(); return <-ended }
	}
	return err
}

// end ends what serves, after whoever is being served.
func (h *hall) end() error {
	if h.stop == nil {
		return nil
	}
	stop := h.stop
	h.stop = nil
	return stop()
}

// close ends what serves and lets go of the address.
func (h *hall) close() error { return h.exchange(context.Background(), "", nil) }

// door takes connections at a listener and hands them to whoever stands in a way.
type door struct {
	listener net.Listener
	arrivals chan arrival
	closed   chan struct{}
}

type arrival struct {
	conn net.Conn
	err  error
}

func open(l net.Listener) *door {
	d := &door{listener: l, arrivals: make(chan arrival), closed: make(chan struct{})}
	go func() {
		for {
			conn, err := l.Accept()
			select {
			case d.arrivals <- arrival{conn, err}:
			case <-d.closed:
				if err == nil {
					_ = conn.Close() // there is nobody to serve it
				}
				return
			}
		}
	}()
	return d
}

func (d *door) close() error {
	close(d.closed)
	return d.listener.Close()
}

// way is a listener of the door's; closing it leaves the door open.
func (d *door) way() net.Listener { return &way{door: d, shut: make(chan struct{})} }

type way struct {
	door *door
	once sync.Once
	shut chan struct{}
}

// Accept implements net.Listener.
func (w *way) Accept() (net.Conn, error) {
	select {
	case <-w.shut:
		return nil, net.ErrClosed
	case <-w.door.closed:
		return nil, net.ErrClosed
	case a := <-w.door.arrivals:
		return a.conn, a.err
	}
}

// Close implements net.Listener.
func (w *way) Close() error {
	w.once.Do(func() { close(w.shut) })
	return nil
}

// Addr implements net.Listener.
func (w *way) Addr() net.Addr { return w.door.listener.Addr() }
