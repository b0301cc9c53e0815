namespace Parley.Audio.CallProgress;

/// <summary>What the network or a machine says by tones.</summary>
public enum CallProgressSignal
{
    /// <summary>Three rising tones before an announcement: the call was intercepted (number out of service, circuits busy).</summary>
    SpecialInformation,

    /// <summary>Busy or reorder. After speech: the recording has hung up.</summary>
    Busy,

    /// <summary>It still rings at the far end, although the call was answered (late answer supervision).</summary>
    Ringing,

    /// <summary>A fax machine: 2,100 Hz (answering) or 1,100 Hz (calling).</summary>
    Fax,

    /// <summary>A beep after which a machine records. It is over when this is told.</summary>
    RecordBeep,
}
