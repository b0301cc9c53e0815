using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Parley.Rtp.Sdp;

/// <summary>
/// Our side of the offers and answers of one call (RFC 3264): one audio stream, everything else refused.
/// Keeps the session id, the version and the last description between them. One user at a time.
/// </summary>
public sealed class OfferAnswer
{
    private static readonly string[] Protocols = ["RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF"];

    private readonly IPEndPoint _local;
    private readonly CryptoNegotiation _crypto;
    private readonly AudioCapabilities _capabilities;
    private readonly ulong _sessionId;
    private AudioFormats _formats;
    private string _protocol;
    private TimeSpan _packetTime;
    private int _audioIndex;

    /// <summary>Starts the exchange of one call.</summary>
    /// <param name="local">
    /// Where we receive media, as the far end must see it: a public address may stand in for the bound one. RTCP is one port above.
    /// </param>
    /// <param name="capabilities">What we can speak.</param>
    /// <param name="random">Draws the session id and the keys; a real call leaves it out, so that keys come from the system.</param>
    /// <exception cref="ArgumentException">The address is a wildcard, which nobody could send to, or there is no codec.</exception>
    public OfferAnswer(IPEndPoint local, AudioCapabilities capabilities, Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(capabilities);
        if (local.Address.Equals(IPAddress.Any) || local.Address.Equals(IPAddress.IPv6Any) || local.Port == 0)
        {
            throw new ArgumentException($"{local} cannot be announced: nobody could send media there.", nameof(local));
        }

        if (capabilities.Codecs.Count == 0)
        {
            throw new ArgumentException("Without a codec nothing can be offered.", nameof(capabilities));
        }

        _local = local;
        _capabilities = capabilities;
        _formats = AudioFormats.Number(capabilities);
        _packetTime = capabilities.PacketTime;
        _crypto = new(capabilities.Srtp, capabilities.SrtpSuites, random);
        _protocol = _crypto.Protocol;
        _sessionId = (ulong)(random ?? Random.Shared).NextInt64(1, 1L << 53); // As a number of seconds would be: some peers read no more.
    }

    /// <summary>What we last offered or answered.</summary>
    public SessionDescription? Local { get; private set; }

    /// <summary>What is agreed at this moment.</summary>
    public NegotiatedAudio? Current { get; private set; }

    /// <summary>Makes an offer: the first one, or a new one for a re-INVITE, which keeps payload types and refused streams as they were.</summary>
    /// <param name="direction">What we want; <see cref="MediaDirection.SendOnly"/> puts the far end on hold.</param>
    public SessionDescription CreateOffer(MediaDirection direction = MediaDirection.SendReceive)
    {
        var audio = MakeAudio(_formats.All, direction, _crypto.Offer(Current?.Srtp));
        IReadOnlyList<MediaDescription> media = Local is null ? [audio] : [.. Local.Media.Select((old, index) => index == _audioIndex ? audio : old with { Port = 0 })];
        return Commit(media);
    }

    /// <summary>Reads the answer to our last offer. Several answers may come in turn (early media, then the final one).</summary>
    /// <exception cref="InvalidOperationException">Nothing was offered.</exception>
    public bool TryAccept(SessionDescription answer, [NotNullWhen(true)] out NegotiatedAudio? audio, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var offer = Local ?? throw new InvalidOperationException("There is no offer that this could be the answer to.");
        audio = null;
        if (answer.Media.Count <= _audioIndex || !answer.Media[_audioIndex].IsAudio)
        {
            error = "The answer has no audio where it was offered.";
            return false;
        }

        var media = answer.Media[_audioIndex];
        if (!TryReach(answer, media, out var remote, out error)
            || !_crypto.TryAccept(media, out var keys, out error)
            || !TryMatch(media, _formats, out var match, out error))
        {
            return false;
        }

        var wanted = offer.DirectionOf(offer.Media[_audioIndex]);
        var agreed = Negotiate(answer, media, remote, match, match.Theirs[0], wanted);
        audio = agreed with
        {
            Receivable = [.. match.Ours.Concat(match.Theirs).Distinct()],
            ReceivedTelephoneEventPayloadType = _formats.Companions
                .FirstOrDefault(ours => ours.IsTelephoneEvent && ours.ClockRate == agreed.TelephoneEventClockRate)?.PayloadType,
            Srtp = keys,
        };
        Current = audio;
        return true;
    }

    /// <summary>
    /// Answers an offer of the far end: the first one, or that of a re-INVITE. Takes the first audio stream that we can speak, with its first
    /// codec that we know, in the offer's own numbering. A refusal leaves everything as it was (488).
    /// </summary>
    /// <param name="offer">What the far end offers.</param>
    /// <param name="answer">The body for the response.</param>
    /// <param name="audio">What is agreed with it.</param>
    /// <param name="error">Why it cannot be: names what was offered.</param>
    /// <param name="direction">What we allow; a hold by the far end restricts it further.</param>
    public bool TryAnswer(
        SessionDescription offer,
        [NotNullWhen(true)] out SessionDescription? answer,
        [NotNullWhen(true)] out NegotiatedAudio? audio,
        [NotNullWhen(false)] out string? error,
        MediaDirection direction = MediaDirection.SendReceive)
    {
        ArgumentNullException.ThrowIfNull(offer);
        (answer, audio, error) = (null, null, "The offer has no audio.");
        string? refusal = null;
        foreach (var index in Candidates(offer))
        {
            var media = offer.Media[index];
            if (!TryReach(offer, media, out var remote, out error)
                || !_crypto.TryAnswer(media, Current?.Srtp, out var keys, out var crypto, out error)
                || !TryMatch(media, AudioFormats.Number(_capabilities), out var match, out error))
            {
                refusal ??= error;
                continue;
            }

            var codec = _capabilities.PrefersOwnOrder ? match.Theirs.First(match.Ours[0].IsSameEncoding) : match.Theirs[0];
            audio = Negotiate(offer, media, remote, match, codec, direction);
            audio = audio with
            {
                Receivable = [codec],
                ReceivedTelephoneEventPayloadType = audio.TelephoneEventPayloadType,
                Srtp = keys,
            };
            (_audioIndex, _protocol, _packetTime) = (index, media.Protocol, audio.PacketTime);
            _formats = _formats.Renumber(match);
            var mine = MakeAudio([codec with { FormatParameters = match.Ours.First(codec.IsSameEncoding).FormatParameters }, .. BesideOf(match, codec)], audio.Direction, crypto is { } line ? [line] : []);
            answer = Commit([.. offer.Media.Select((other, at) => at == index ? mine : Refuse(other))]);
            Current = audio;
            error = null;
            return true;
        }

        error = refusal ?? error ?? "The offer has no audio.";
        return false;
    }

    /// <summary>The audio streams in the order in which they are tried: those with keys first, when keys are wanted. Some far ends offer one stream of each kind.</summary>
    private IEnumerable<int> Candidates(SessionDescription offer)
    {
        var audio = Enumerable.Range(0, offer.Media.Count).Where(index => offer.Media[index].IsAudio);
        return _crypto.IsWanted ? audio.OrderBy(index => offer.Media[index].Find(CryptoAttribute.Name) is null) : audio;
    }

    private static MediaDescription Refuse(MediaDescription offered) =>
        new(offered.Type, 0, offered.Protocol) { Formats = offered.Formats.Count == 0 ? ["0"] : offered.Formats };

    /// <summary>Whether media could flow at all, whatever the codec; says why not.</summary>
    private bool TryReach(SessionDescription theirs, MediaDescription media, [NotNullWhen(true)] out IPEndPoint? remote, [NotNullWhen(false)] out string? error)
    {
        remote = null;
        if (media.Port == 0)
        {
            error = "The audio stream is refused (port 0).";
        }
        else if (!Protocols.Contains(media.Protocol, StringComparer.OrdinalIgnoreCase))
        {
            error = media.Protocol.Contains("TLS", StringComparison.OrdinalIgnoreCase)
                ? $"Keys by DTLS ({media.Protocol}) are asked for; only RTP/AVP, and RTP/SAVP with a=crypto, can be spoken."
                : $"The media protocol {media.Protocol} is not known; only RTP/AVP, and RTP/SAVP with a=crypto, can be spoken.";
        }
        else if (theirs.ConnectionOf(media) is not { } address)
        {
            error = "The audio stream has no c= line with an IP address.";
        }
        else if (address.AddressFamily != _local.AddressFamily)
        {
            error = $"The audio stream is at {address}, which cannot be reached from {_local.Address}: IPv4 and IPv6 do not mix.";
        }
        else
        {
            remote = new(address, media.Port);
            error = null;
            return true;
        }

        return false;
    }

    private static bool TryMatch(MediaDescription media, AudioFormats formats, [NotNullWhen(true)] out FormatMatch? match, [NotNullWhen(false)] out string? error)
    {
        var theirs = media.ListCodecs();
        match = formats.Match(theirs);
        error = match is null
            ? $"No codec in common: the far end has {(theirs.Count == 0 ? "none" : string.Join(", ", theirs))}; we have {string.Join(", ", formats.Codecs)}."
            : null;
        return match is not null;
    }

    private NegotiatedAudio Negotiate(SessionDescription theirs, MediaDescription media, IPEndPoint remote, FormatMatch match, CodecDescription codec, MediaDirection ours)
    {
        var theirDirection = theirs.DirectionOf(media);
        var direction = ours & Reverse(theirDirection);
        if (remote.Address.Equals(IPAddress.Any) || remote.Address.Equals(IPAddress.IPv6Any))
        {
            direction &= ~MediaDirection.SendOnly; // The old way of holding (RFC 3264, section 8.4).
        }

        var digits = match.DigitsBeside(codec);
        return new(remote, RtcpOf(media, remote), codec, direction, PacketTimeOf(media))
        {
            TelephoneEventPayloadType = digits?.PayloadType,
            TelephoneEventClockRate = digits?.ClockRate ?? codec.ClockRate,
            ComfortNoisePayloadType = match.NoiseBeside(codec)?.PayloadType,
        };
    }

    /// <summary>What is answered beside a codec.</summary>
    private static IEnumerable<CodecDescription> BesideOf(FormatMatch match, CodecDescription codec)
    {
        CodecDescription?[] beside = [match.DigitsBeside(codec), match.NoiseBeside(codec)];
        return beside.OfType<CodecDescription>();
    }

    /// <summary>Where reports go: <c>a=rtcp</c> (RFC 3605), else the next port.</summary>
    private static IPEndPoint RtcpOf(MediaDescription media, IPEndPoint remote)
    {
        if (media.Find("rtcp")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var portText, .. var rest] && ushort.TryParse(portText, out var port) && port > 0)
        {
            return rest is [_, _, var text] && IPAddress.TryParse(text, out var address) && address.AddressFamily == remote.AddressFamily
                ? new(address, port)
                : new(remote.Address, port);
        }

        return new(remote.Address, Math.Min(remote.Port + 1, ushort.MaxValue));
    }

    private TimeSpan PacketTimeOf(MediaDescription media)
    {
        var wanted = media.PacketTime is { } asked && asked >= AudioCapabilities.ShortestPacketTime && asked <= AudioCapabilities.LongestPacketTime
            ? asked
            : _capabilities.PacketTime;
        return media.MaximumPacketTime is { } most && most >= AudioCapabilities.ShortestPacketTime && most < wanted ? most : wanted;
    }

    private static MediaDirection Reverse(MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => MediaDirection.ReceiveOnly,
        MediaDirection.ReceiveOnly => MediaDirection.SendOnly,
        _ => direction,
    };

    private MediaDescription MakeAudio(IReadOnlyList<CodecDescription> codecs, MediaDirection direction, IEnumerable<AttributeLine> crypto)
    {
        var attributes = new List<AttributeLine>();
        foreach (var codec in codecs)
        {
            attributes.Add(new("rtpmap", $"{codec.PayloadType} {codec}"));
            if (codec.FormatParameters is not null)
            {
                attributes.Add(new("fmtp", $"{codec.PayloadType} {codec.FormatParameters}"));
            }
        }

        attributes.Add(new("ptime", ((int)_packetTime.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        attributes.Add(AttributeLine.Of(direction));
        attributes.AddRange(crypto);
        return new("audio", (ushort)_local.Port, _protocol) { Formats = [.. codecs.Select(codec => $"{codec.PayloadType}")], Attributes = attributes };
    }

    /// <summary>Makes a description ours; its version goes up when anything in it has changed (RFC 3264, section 8).</summary>
    private SessionDescription Commit(IReadOnlyList<MediaDescription> media)
    {
        var description = new SessionDescription
        {
            SessionId = _sessionId,
            SessionVersion = Local?.SessionVersion ?? 1,
            OriginAddress = _local.Address.ToString(),
            Connection = _local.Address,
            Media = media,
        };
        if (Local is not null && !description.ToBytes().AsSpan().SequenceEqual(Local.ToBytes()))
        {
            description = description with { SessionVersion = Local.SessionVersion + 1 };
        }

        return Local = description;
    }
}
