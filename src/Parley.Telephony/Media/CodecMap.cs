using Parley.Audio.Codecs;
using Parley.Rtp.Sdp;

namespace Parley.Telephony.Media;

/// <summary>The codecs of a negotiation: the one to send with, and one for each payload type that may come in. Never changes.</summary>
internal sealed class CodecMap
{
    private readonly IAudioCodec?[] _receivable = new IAudioCodec?[128];

    private CodecMap(IAudioCodec sender) => Sender = sender;

    public IAudioCodec Sender { get; }

    public static CodecMap? From(NegotiatedAudio audio)
    {
        if (!AudioCodecs.TryGet(audio.Encoding, out var sender))
        {
            return null;
        }

        var map = new CodecMap(sender);
        foreach (var codec in audio.Receivable)
        {
            if (codec.PayloadType is < 128 and { } payloadType && AudioCodecs.TryGet(codec.Name, out var receiver))
            {
                map._receivable[payloadType] = receiver;
            }
        }

        return map;
    }

    public IAudioCodec? Find(byte payloadType) => payloadType < _receivable.Length ? _receivable[payloadType] : null;
}
