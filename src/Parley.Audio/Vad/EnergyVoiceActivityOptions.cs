namespace Parley.Audio.Vad;

/// <summary>What <see cref="EnergyVoiceActivityDetector"/> calls speech. Levels in dBov, margins in dB, steps per frame of 20 ms.</summary>
public sealed record EnergyVoiceActivityOptions
{
    /// <summary>Frames quieter than this are never speech, in dBov. A far, quiet talker on a telephone is near -50.</summary>
    public double MinimumLevel { get; init; } = -52;

    /// <summary>How far above the floor a frame must be to begin speech, in dB.</summary>
    public double StartMargin { get; init; } = 10;

    /// <summary>How far above the floor a frame must stay to continue speech, in dB; smaller, so that soft syllables stay in.</summary>
    public double KeepMargin { get; init; } = 6;

    /// <summary>How fast the floor rises under louder sound, in dB per frame: 0.1 is 5 dB a second.</summary>
    public double FloorRise { get; init; } = 0.1;

    /// <summary>What share of the way down the floor takes when a quieter frame comes, 0 to 1.</summary>
    public double FloorFall { get; init; } = 0.3;

    /// <summary>The first frame may already be speech: the floor starts no higher than this, in dBov.</summary>
    public double HighestFirstFloor { get; init; } = -50;

    /// <summary>The floor goes no lower, in dBov, so that digital silence does not make the faintest noise after it stand out.</summary>
    public double LowestFloor { get; init; } = -70;

    /// <summary>What lies below hardly counts, in Hz: hum and rumble.</summary>
    public double LowestHz { get; init; } = 150;
}
