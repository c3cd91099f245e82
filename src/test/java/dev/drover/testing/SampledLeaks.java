package dev.drover.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For tests that move much, or measure time: Netty watches a sample of its buffers for leaks, as it
 * does in production. With all of them watched, most of what is measured would be the watching.
 */
public final class SampledLeaks implements BeforeAllCallback, AfterAllCallback {
  private Level usual = ResourceLeakDetector.getLevel();

  @Override
  public void beforeAll(ExtensionContext context) {
    usual = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(Level.SIMPLE);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    ResourceLeakDetector.setLevel(usual);
  }
}
