namespace Parley.Rtp.Sdp;

/// <summary>The audio encodings whose payload types are fixed (RFC 3551, section 6): they may be offered without <c>a=rtpmap</c>.</summary>
internal static class StaticPayloadTypes
{
    private static readonly Dictionary<byte, CodecDescription> All = new CodecDescription[]
    {
        CodecDescription.Pcmu,
        new("GSM", 8000, 3),
        new("G723", 8000, 4),
        new("DVI4", 8000, 5),
        new("DVI4", 16000, 6),
        new("LPC", 8000, 7),
        CodecDescription.Pcma,
        new("G722", 8000, 9),
        new("L16", 44100, 10, 2),
        new("L16", 44100, 11),
        new("QCELP", 8000, 12),
        new("CN", 8000, 13),
        new("MPA", 90000, 14),
        new("G728", 8000, 15),
        new("DVI4", 11025, 16),
        new("DVI4", 22050, 17),
        new("G729", 8000, 18),
    }.ToDictionary(codec => codec.PayloadType!.Value);

    public static CodecDescription? Find(byte payloadType) => All.GetValueOrDefault(payloadType);
}
