using Parley.Audio.Vad;

namespace Parley.Agents.Navigation;

/// <summary>Takes the short pauses of a menu for part of its speech, so that its turn ends with the last entry.</summary>
/// <param name="inner">Who hears speech.</param>
/// <param name="bridge">How long a pause still is part of it.</param>
/// <param name="isMenu">Whether a menu is listened to.</param>
internal sealed class MenuVoiceActivity(IVoiceActivityDetector inner, TimeSpan bridge, Func<bool> isMenu) : IVoiceActivityDetector
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);
    private TimeSpan _quiet = TimeSpan.MaxValue;
    private TimeSpan _speech;

    public bool IsSpeech(ReadOnlySpan<short> frame)
    {
        if (inner.IsSpeech(frame))
        {
            _speech += Frame;
            _quiet = _speech >= TimeSpan.FromMilliseconds(200) ? TimeSpan.Zero : _quiet;
            return true;
        }

        _speech = TimeSpan.Zero;
        _quiet = _quiet < bridge ? _quiet + Frame : TimeSpan.MaxValue;
        return isMenu() && _quiet < bridge;
    }
}
