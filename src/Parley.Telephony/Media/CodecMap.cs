using Parley.Rtp.Sdp;

namespace Parley.Telephony.Media;

/// <summary>The codecs of a negotiation: the one to send with, and one for each payload type that may come in. Its list never changes.</summary>
internal sealed class CodecMap
{
    private readonly CodecLine?[] _receivable = new CodecLine?[128];
    private readonly List<CodecLine> _lines = [];

    private CodecMap(NegotiatedAudio audio, CodecLine sender) => (Audio, Sender) = (audio, sender);

    /// <summary>What was negotiated.</summary>
    public NegotiatedAudio Audio { get; }

    public CodecLine Sender { get; }

    /// <summary>The codecs of a negotiation.</summary>
    /// <param name="audio">What was negotiated.</param>
    /// <param name="former">What went before: a codec that stays keeps its memory of the stream.</param>
    /// <returns><see langword="null"/> when the one to send with is none of ours.</returns>
    public static CodecMap? From(NegotiatedAudio audio, CodecMap? former = null)
    {
        if (Take(audio.Codec, former) is not { } sender)
        {
            return null;
        }

        var map = new CodecMap(audio, sender);
        map._lines.Add(sender);
        foreach (var codec in audio.Receivable)
        {
            if (codec.PayloadType is not < 128)
            {
                continue;
            }

            var line = map._lines.Find(known => known.Description.IsSameEncoding(codec));
            if (line is null && Take(codec, former) is { } made)
            {
                map._lines.Add(line = made);
            }

            map._receivable[codec.PayloadType.Value] = line;
        }

        return map;
    }

    public CodecLine? Find(byte payloadType) => payloadType < _receivable.Length ? _receivable[payloadType] : null;

    /// <summary>Gives back what the codecs hold. Nobody may use them any more.</summary>
    public void Close() => _lines.ForEach(line => line.Dispose());

    private static CodecLine? Take(CodecDescription codec, CodecMap? former) =>
        former?._lines.Find(known => known.Description.IsSameEncoding(codec)) ?? CodecLine.From(codec);
}
