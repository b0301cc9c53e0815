namespace Parley.Sip;

/// <summary>Misuse of the library or a broken machine (a port in use, a socket that died). What a peer does is never an exception.</summary>
public sealed class SipException : Exception
{
    /// <summary>Creates the exception without a text.</summary>
    public SipException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong, with the endpoint or the Call-ID it belongs to.</param>
    public SipException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What went wrong, with the endpoint or the Call-ID it belongs to.</param>
    /// <param name="innerException">The cause.</param>
    public SipException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
