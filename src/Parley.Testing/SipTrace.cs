using System.Net;
using System.Text;

namespace Parley.Testing;

/// <summary>One SIP message on its way.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Whom it was for.</param>
/// <param name="Bytes">The whole message.</param>
public sealed record SipTrace(DateTimeOffset At, IPEndPoint From, IPEndPoint To, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether the network lost it.</summary>
    public bool IsLost { get; init; }

    /// <summary>The first line, such as <c>INVITE sip:+15551230001@10.0.0.2 SIP/2.0</c> or <c>SIP/2.0 180 Ringing</c>.</summary>
    public string StartLine
    {
        get
        {
            var text = Bytes.Span;
            var end = text.IndexOf("\r\n"u8);
            return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
        }
    }

    /// <summary>The whole message as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}
