using System.Diagnostics.CodeAnalysis;

namespace Parley.Sip.Messages;

/// <summary>
/// A request or a response. The typed properties read the headers; the parser lets no message pass in which they cannot be read,
/// so they throw <see cref="SipException"/> only on a message made by hand and left incomplete.
/// </summary>
public abstract class SipMessage
{
    private (string Raw, NameAddress Value)? _from;
    private (string Raw, NameAddress Value)? _to;
    private (string Raw, CSeq Value)? _cseq;
    private (string Raw, Via Value)? _via;
    private (string Raw, NameAddress? Value)? _contact;

    private protected SipMessage()
    {
    }

    /// <summary>All header fields, in order.</summary>
    public SipHeaders Headers { get; init; } = [];

    /// <summary>The body; Content-Length is written from it.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Call-ID.</summary>
    public string CallId => Headers[SipHeaderNames.CallId] ?? throw Incomplete(SipHeaderNames.CallId);

    /// <summary>From.</summary>
    public NameAddress From => Read(SipHeaderNames.From, ref _from, NameAddress.TryParse);

    /// <summary>To.</summary>
    public NameAddress To => Read(SipHeaderNames.To, ref _to, NameAddress.TryParse);

    /// <summary>CSeq.</summary>
    public CSeq CSeq => Read(SipHeaderNames.CSeq, ref _cseq, CSeq.TryParse);

    /// <summary>The topmost Via.</summary>
    public Via TopVia => Read(SipHeaderNames.Via, ref _via, TryReadFirstVia);

    /// <summary>The first contact, when there is one that can be read.</summary>
    public NameAddress? Contact
    {
        get
        {
            if (Headers[SipHeaderNames.Contact] is not { } raw)
            {
                return null;
            }

            if (_contact is not { } cached || !ReferenceEquals(cached.Raw, raw) || cached.Value is null)
            {
                _contact = cached = (raw, Headers.GetAddresses(SipHeaderNames.Contact).FirstOrDefault());
            }

            return cached.Value;
        }
    }

    /// <summary>Content-Type, without surrounding white space.</summary>
    public string? ContentType => Headers[SipHeaderNames.ContentType];

    /// <summary>Reason header (RFC 3326): Q.850 when one is there, else the first.</summary>
    public SipReason? Reason => SipReason.Of(this);

    private delegate bool Reader<T>(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out T value);

    /// <summary>The name of an essential header that cannot be read, or <see langword="null"/>.</summary>
    internal string? FindUnreadable() =>
        !TryRead(SipHeaderNames.Via, ref _via, TryReadFirstVia, out _) ? SipHeaderNames.Via
        : !TryRead(SipHeaderNames.From, ref _from, NameAddress.TryParse, out _) ? SipHeaderNames.From
        : !TryRead(SipHeaderNames.To, ref _to, NameAddress.TryParse, out _) ? SipHeaderNames.To
        : !TryRead(SipHeaderNames.CSeq, ref _cseq, CSeq.TryParse, out _) ? SipHeaderNames.CSeq
        : null;

    private static bool TryReadFirstVia(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out Via value) =>
        Via.TryParse(SipValueList.First(text), out value);

    private static SipException Incomplete(string name) => new($"The SIP message has no usable {name} header.");

    private T Read<T>(string name, ref (string Raw, T Value)? cache, Reader<T> reader) =>
        TryRead(name, ref cache, reader, out var value) ? value : throw Incomplete(name);

    // A header that was read stays read until it is replaced.
    private bool TryRead<T>(string name, ref (string Raw, T Value)? cache, Reader<T> reader, [MaybeNullWhen(false)] out T value)
    {
        var raw = Headers[name];
        if (cache is { } cached && ReferenceEquals(cached.Raw, raw))
        {
            value = cached.Value;
            return true;
        }

        value = default;
        if (raw is null || !reader(raw, out value))
        {
            return false;
        }

        cache = (raw, value);
        return true;
    }
}
