package dev.drover.demo;

import java.util.StringJoiner;

/**
 * A part of a numbered list.
 *
 * @param number from 1
 * @param size how many entries a page has at most
 * @param total how many entries there are
 */
record Page(int number, int size, int total) {
  int first() {
    return (number - 1) * size + 1;
  }

  int last() {
    return Math.min(number * size, total);
  }

  int count() {
    return (total + size - 1) / size;
  }

  /** The {@code Link} header (RFC 8288) to the pages around this one. */
  String links(String path) {
    StringJoiner links = new StringJoiner(", ");
    if (number < count()) {
      links.add(link(path, number + 1, "next"));
    }
    if (number > 1) {
      links.add(link(path, number - 1, "prev"));
    }
    links.add(link(path, 1, "first"));
    links.add(link(path, count(), "last"));
    return links.toString();
  }

  private String link(String path, int page, String relation) {
    return "<" + path + "?page=" + page + "&size=" + size + ">; rel=\"" + relation + "\"";
  }
}
