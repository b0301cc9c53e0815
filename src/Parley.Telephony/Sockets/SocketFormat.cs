using System.Buffers.Binary;
using Parley.Audio.Codecs;

namespace Parley.Telephony.Sockets;

/// <summary>How samples are written into a socket's messages.</summary>
public enum SocketEncoding
{
    /// <summary>G.711 mu-law, a byte per sample.</summary>
    MuLaw,

    /// <summary>G.711 A-law, a byte per sample.</summary>
    ALaw,

    /// <summary>16 bits, little-endian.</summary>
    Linear,
}

/// <summary>The sound of a socket.</summary>
/// <param name="Encoding">How samples are written.</param>
/// <param name="SampleRate">Samples per second (Hz).</param>
public readonly record struct SocketFormat(SocketEncoding Encoding, int SampleRate)
{
    /// <summary>Mu-law at 8,000 Hz, as nearly everybody speaks.</summary>
    public static SocketFormat Telephone { get; } = new(SocketEncoding.MuLaw, 8000);

    /// <summary>The encoding's name, as in SDP.</summary>
    public string Name => Encoding switch
    {
        SocketEncoding.MuLaw => "PCMU",
        SocketEncoding.ALaw => "PCMA",
        _ => "L16",
    };

    private int BytesPerSample => Encoding is SocketEncoding.Linear ? 2 : 1;

    /// <summary>Writes samples.</summary>
    public byte[] Encode(ReadOnlySpan<short> samples)
    {
        var bytes = new byte[samples.Length * BytesPerSample];
        switch (Encoding)
        {
            case SocketEncoding.MuLaw:
                G711.EncodeMuLaw(samples, bytes);
                break;
            case SocketEncoding.ALaw:
                G711.EncodeALaw(samples, bytes);
                break;
            default:
                for (var i = 0; i < samples.Length; i++)
                {
                    BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), samples[i]);
                }

                break;
        }

        return bytes;
    }

    /// <summary>Reads samples; half a sample at the end is dropped.</summary>
    public short[] Decode(ReadOnlySpan<byte> bytes)
    {
        var samples = new short[bytes.Length / BytesPerSample];
        switch (Encoding)
        {
            case SocketEncoding.MuLaw:
                G711.DecodeMuLaw(bytes, samples);
                break;
            case SocketEncoding.ALaw:
                G711.DecodeALaw(bytes, samples);
                break;
            default:
                for (var i = 0; i < samples.Length; i++)
                {
                    samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]);
                }

                break;
        }

        return samples;
    }
}
