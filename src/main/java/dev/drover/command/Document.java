package dev.drover.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The text of a configuration and what it is called.
 *
 * @param source the name of the file as it was given, or of the option that held the text
 */
record Document(String text, String source) {
  /** A document could not be read; the message is a sentence. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  /** Reads the argument of {@code -conf}: a file, or JSON itself when it begins with a brace. */
  static Document of(String argument) throws Unreadable {
    return argument.stripLeading().startsWith("{")
        ? new Document(argument, "-conf")
        : read(argument);
  }

  /** Reads a file. */
  static Document read(String file) throws Unreadable {
    try {
      return new Document(Files.readString(Path.of(file)), file);
    } catch (NoSuchFileException missing) {
      throw new Unreadable(file + ": there is no such file.");
    } catch (AccessDeniedException denied) {
      throw new Unreadable(file + ": access is denied.");
    } catch (CharacterCodingException binary) {
      throw new Unreadable(file + ": it is not UTF-8 text.");
    } catch (IOException | java.nio.file.InvalidPathException failed) {
      throw new Unreadable(file + ": it cannot be read: " + failed.getMessage() + ".");
    }
  }
}
