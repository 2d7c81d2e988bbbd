package org.ambivalent.core;

/**
 * Something the user gave cannot be used. The message says where (file and line), what is wrong, and what to do next;
 * the command line prints it without a stack trace and exits with code 2.
 */
public final class BadInputException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BadInputException(String message) {
        super(message);
    }

    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
