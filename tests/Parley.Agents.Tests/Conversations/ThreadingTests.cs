using Microsoft.Extensions.Time.Testing;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class ThreadingTests
{
    /// <summary>The rest of the tests run on one thread; here the thread pool and a media thread that never waits do their worst.</summary>
    [Fact]
    public async Task Goodbye_OnTheThreadPoolBesideAMediaThread_IsPlayedWhole()
    {
        const string Goodbye = "Thank you very much for your time. Have a nice day, and goodbye!";
        var sentences = new[] { "Thank you very much for your time.", "Have a nice day, and goodbye!" };
        for (var round = 0; round < 50; round++)
        {
            var transport = new FakeTransport();
            var session = new AgentSession<string>(new(Guid.NewGuid(), "test"), "", transport, new FakeTimeProvider());
            var conversation = session.CreateConversation("leg").UseTextToSpeech(new FakeVoice()).UseSimpleVoiceActivity()
                .WithOptions(new() { IdleTimeout = null }).Build();   // The media thread may be ten seconds of call time ahead before the goodbye is begun.
            await conversation.StartAsync(TestContext.Current.CancellationToken);
            var port = transport.Lines["leg"];
            var heard = sentences.ToDictionary(FakeVoice.Sample, _ => 0);
            var stop = false;
            var media = new Thread(() =>
            {
                var tick = new short[FakeTransport.FrameLength];
                while (!Volatile.Read(ref stop))
                {
                    port.Read(tick);
                    foreach (var sample in tick.Where(sample => sample != 0))
                    {
                        heard[sample]++;
                    }

                    port.Write(new short[FakeTransport.FrameLength]);
                    Thread.Yield();
                }
            });
            media.Start();

            await conversation.EndAsync(Goodbye, TestContext.Current.CancellationToken);
            await conversation.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

            Volatile.Write(ref stop, true);
            media.Join();
            Assert.All(sentences, sentence => Assert.Equal(sentence.Length * FakeVoice.SamplesPerCharacter, heard[FakeVoice.Sample(sentence)]));
            Assert.Equal(["stop leg"], transport.Asked);
        }
    }
}
