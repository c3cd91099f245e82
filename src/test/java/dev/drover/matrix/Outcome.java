package dev.drover.matrix;

/** How a call ends, or what is special about its messages. */
enum Outcome {
  OK('o', "ends well"),
  ERROR('e', "ends with an error and its details"),
  CANCEL('c', "is given up by the client, of which the server is told"),
  LARGE('l', "has messages of 1 MiB"),
  COMPRESSED('z', "has messages in gzip, in deflate and in zstd, both ways"),
  DEADLINE('d', "ends by its deadline, of which the server is told");

  final char letter;
  final String words;

  Outcome(char letter, String words) {
    this.letter = letter;
    this.words = words;
  }
}
