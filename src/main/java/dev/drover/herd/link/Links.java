package dev.drover.herd.link;

import dev.drover.herd.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The links of a node to its neighbours of the moment. Confined to the herd's event loop. */
public final class Links {
  private final Map<String, Link> links = new TreeMap<>();

  /** Those to new neighbours are made, those to former ones are closed. */
  public void neighbours(Set<String> peers, Link.Maker maker) {
    for (String former : List.copyOf(links.keySet())) {
      if (!peers.contains(former)) {
        Link closed = links.remove(former);
        if (closed != null) {
          closed.close();
        }
      }
    }
    for (String peer : peers) {
      if (!links.containsKey(peer)) {
        links.put(peer, maker.make(peer));
      }
    }
  }

  /** Sends a message to a neighbour; one that is none does not hear it. */
  public void send(String peer, Message message) {
    Link link = links.get(peer);
    if (link != null) {
      link.send(message);
    }
  }

  /**
   * A neighbour has been heard.
   *
   * @return whether it is one
   */
  public boolean heard(String peer) {
    Link link = links.get(peer);
    if (link == null) {
      return false;
    }
    link.heard();
    return true;
  }

  public void beat() {
    List.copyOf(links.values()).forEach(Link::beat);
  }

  public List<Link.State> states() {
    List<Link.State> states = new ArrayList<>();
    links.values().forEach(link -> states.add(link.state()));
    return states;
  }

  public void close() {
    links.values().forEach(Link::close);
    links.clear();
  }
}
