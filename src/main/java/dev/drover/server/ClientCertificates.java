package dev.drover.server;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of the client's end of a connection, read when they are asked for the first
 * time: what the handshake has verified, the client's own first. Confined to the connection's event
 * loop.
 */
final class ClientCertificates implements Supplier<List<X509Certificate>> {
  private final Channel channel;
  private @Nullable List<X509Certificate> known;

  ClientCertificates(Channel channel) {
    this.channel = channel;
  }

  @Override
  public List<X509Certificate> get() {
    List<X509Certificate> read = known;
    if (read == null) {
      read = read(channel.pipeline().get(SslHandler.class));
      known = read;
    }
    return read;
  }

  private static List<X509Certificate> read(@Nullable SslHandler tls) {
    if (tls == null) {
      return List.of();
    }
    try {
      List<X509Certificate> all = new ArrayList<>();
      for (Certificate one : tls.engine().getSession().getPeerCertificates()) {
        if (one instanceof X509Certificate certificate) {
          all.add(certificate);
        }
      }
      return List.copyOf(all);
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }
}
