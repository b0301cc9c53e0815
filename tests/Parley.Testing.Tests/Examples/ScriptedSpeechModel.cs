using System.Threading.Channels;
using Parley.Agents;
using Parley.Audio.Codecs;

namespace Parley.Testing.Tests.Examples;

/// <summary>A speech-to-speech model in virtual time: notices speech in mu-law by its level, and hums for a second whenever it is asked to speak.</summary>
internal sealed class ScriptedSpeechModel : ISpeechToSpeech
{
    /// <summary>All that it heard, session after session.</summary>
    public List<byte> Heard { get; } = [];

    /// <summary>What it was told to do.</summary>
    public List<SpeechToSpeechCommand> Commands { get; } = [];

    public Task<ISpeechToSpeechSession> OpenAsync(SpeechToSpeechSetup setup, CancellationToken cancellationToken) => Task.FromResult<ISpeechToSpeechSession>(new Session(this));

    private sealed class Session(ScriptedSpeechModel model) : ISpeechToSpeechSession
    {
        private readonly Channel<SpeechToSpeechEvent> _events = Channel.CreateUnbounded<SpeechToSpeechEvent>();
        private int _loud;
        private int _quiet;
        private int _responses;
        private bool _isSpeaking;

        public SpeechToSpeechFormat Format => SpeechToSpeechFormat.MuLaw;

        public ChannelReader<SpeechToSpeechEvent> Events => _events.Reader;

        public void Hear(ReadOnlySpan<byte> sound)
        {
            model.Heard.AddRange(sound);
            var samples = new short[sound.Length];
            G711.DecodeMuLaw(sound, samples);
            var isLoud = samples.Average(sample => Math.Abs((double)sample)) > 300;
            (_loud, _quiet) = isLoud ? (_loud + 1, 0) : (0, _quiet + 1);
            if (!_isSpeaking && _loud == 5)
            {
                _isSpeaking = true;
                _events.Writer.TryWrite(new SpeechToSpeechEvent.SpeechStarted());
            }
            else if (_isSpeaking && _quiet == 25)
            {
                _isSpeaking = false;
                _events.Writer.TryWrite(new SpeechToSpeechEvent.SpeechStopped(null));
            }
        }

        public void Send(SpeechToSpeechCommand command)
        {
            model.Commands.Add(command);
            if (command is SpeechToSpeechCommand.CreateResponse)
            {
                var (id, hum) = ($"r{++_responses}", new short[8000]);
                for (var i = 0; i < hum.Length; i++)
                {
                    hum[i] = (short)(6000 * Math.Sin(i * 0.16));
                }

                var sound = new byte[hum.Length];
                G711.EncodeMuLaw(hum, sound);
                _events.Writer.TryWrite(new SpeechToSpeechEvent.ResponseStarted(id));
                _events.Writer.TryWrite(new SpeechToSpeechEvent.Audio(id, $"item-{id}", sound));
                _events.Writer.TryWrite(new SpeechToSpeechEvent.Said(id, $"item-{id}", "Hm.", IsFinal: true));
                _events.Writer.TryWrite(new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed));
            }
        }

        public ValueTask DisposeAsync()
        {
            _events.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }
}
