package dev.drover.demo;

/**
 * The ports of the demo's gateway on the loopback interface.
 *
 * @param listener for clients
 * @param admin for operators
 */
public record Address(int listener, int admin) {
  int port(Call.Door door) {
    return switch (door) {
      case LISTENER -> listener;
      case ADMIN -> admin;
    };
  }
}
