using System.Runtime.InteropServices;

namespace Parley.Audio.Codecs;

/// <summary>The system's libopus (BSD licence). Where it is not installed, Opus is not offered, and that is all.</summary>
internal static unsafe class OpusLibrary
{
    private static readonly string[] Names =
        OperatingSystem.IsWindows() ? ["opus.dll", "libopus-0.dll"]
        : OperatingSystem.IsMacOS() ? ["libopus.0.dylib"]
        : ["libopus.so.0"];

    private static readonly nint Handle = Load();

    private static readonly delegate* unmanaged[Cdecl]<int, int, int, int*, nint> CreateEncoderCall = (delegate* unmanaged[Cdecl]<int, int, int, int*, nint>)Find("opus_encoder_create");
    private static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyEncoderCall = (delegate* unmanaged[Cdecl]<nint, void>)Find("opus_encoder_destroy");
    private static readonly delegate* unmanaged[Cdecl]<nint, int, int, int> SetCall = (delegate* unmanaged[Cdecl]<nint, int, int, int>)Find("opus_encoder_ctl");
    private static readonly delegate* unmanaged[Cdecl]<nint, short*, int, byte*, int, int> EncodeCall = (delegate* unmanaged[Cdecl]<nint, short*, int, byte*, int, int>)Find("opus_encode");
    private static readonly delegate* unmanaged[Cdecl]<int, int, int*, nint> CreateDecoderCall = (delegate* unmanaged[Cdecl]<int, int, int*, nint>)Find("opus_decoder_create");
    private static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyDecoderCall = (delegate* unmanaged[Cdecl]<nint, void>)Find("opus_decoder_destroy");
    private static readonly delegate* unmanaged[Cdecl]<nint, byte*, int, short*, int, int, int> DecodeCall = (delegate* unmanaged[Cdecl]<nint, byte*, int, short*, int, int, int>)Find("opus_decode");

    /// <summary>Whether the library is there, with everything that is needed of it.</summary>
    public static bool IsAvailable { get; } =
        CreateEncoderCall is not null && DestroyEncoderCall is not null && SetCall is not null && EncodeCall is not null
        && CreateDecoderCall is not null && DestroyDecoderCall is not null && DecodeCall is not null;

    /// <summary>Makes an encoder for speech, or gives zero.</summary>
    public static nint CreateEncoder(int sampleRate)
    {
        const int voice = 2048; // OPUS_APPLICATION_VOIP
        int error;
        return CreateEncoderCall(sampleRate, 1, voice, &error);
    }

    public static void DestroyEncoder(nint encoder) => DestroyEncoderCall(encoder);

    /// <summary>Sets one of the encoder's options, all of which take an int.</summary>
    public static void Set(nint encoder, int option, int value) => SetCall(encoder, option, value);

    /// <summary>Encodes one frame; below zero for an error.</summary>
    public static int Encode(nint encoder, ReadOnlySpan<short> samples, Span<byte> destination)
    {
        fixed (short* from = samples)
        fixed (byte* to = destination)
        {
            return EncodeCall(encoder, from, samples.Length, to, destination.Length);
        }
    }

    /// <summary>Makes a decoder, or gives zero.</summary>
    public static nint CreateDecoder(int sampleRate)
    {
        int error;
        return CreateDecoderCall(sampleRate, 1, &error);
    }

    public static void DestroyDecoder(nint decoder) => DestroyDecoderCall(decoder);

    /// <summary>Decodes one packet, or makes up what is lost when it is empty; below zero for an error.</summary>
    public static int Decode(nint decoder, ReadOnlySpan<byte> packet, Span<short> samples, bool recover)
    {
        fixed (byte* from = packet)
        fixed (short* to = samples)
        {
            return DecodeCall(decoder, from, packet.Length, to, samples.Length, recover ? 1 : 0);
        }
    }

    private static nint Load()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }

    private static nint Find(string name) => Handle != 0 && NativeLibrary.TryGetExport(Handle, name, out var address) ? address : 0;
}
