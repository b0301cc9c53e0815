namespace Parley.Sip.Messages;

/// <summary>Method names. SIP methods are case-sensitive.</summary>
public static class SipMethods
{
    /// <summary>Starts or changes a call.</summary>
    public const string Invite = "INVITE";

    /// <summary>Acknowledges a final response to INVITE.</summary>
    public const string Ack = "ACK";

    /// <summary>Ends a call.</summary>
    public const string Bye = "BYE";

    /// <summary>Takes back an INVITE that has no final response yet.</summary>
    public const string Cancel = "CANCEL";

    /// <summary>Asks what the far end can do; used as keep-alive.</summary>
    public const string Options = "OPTIONS";

    /// <summary>Binds a contact to an address of record.</summary>
    public const string Register = "REGISTER";

    /// <summary>Carries application data inside a call (RFC 6086).</summary>
    public const string Info = "INFO";

    /// <summary>Asks the far end to call someone (RFC 3515).</summary>
    public const string Refer = "REFER";

    /// <summary>Reports on a subscription (RFC 6665).</summary>
    public const string Notify = "NOTIFY";

    /// <summary>Asks for reports (RFC 6665).</summary>
    public const string Subscribe = "SUBSCRIBE";

    /// <summary>A text message (RFC 3428).</summary>
    public const string Message = "MESSAGE";

    /// <summary>Changes a session before or after the answer (RFC 3311).</summary>
    public const string Update = "UPDATE";

    /// <summary>Acknowledges a reliable provisional response (RFC 3262).</summary>
    public const string Prack = "PRACK";

    /// <summary>Publishes event state (RFC 3903).</summary>
    public const string Publish = "PUBLISH";

    /// <summary>Whether the method is one that some RFC defines: such get 405 when not served, others 501.</summary>
    internal static bool IsKnown(string method) => method is Invite or Ack or Bye or Cancel or Options or Register or Info or Refer
        or Notify or Subscribe or Message or Update or Prack or Publish;
}
