using Parley.Server.Hosting;
using Parley.Speech.OpenAi;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenAiCompatible(builder.Configuration.GetSection(OpenAiCompatibleOptions.Section).Bind);   // thinks, hears and speaks
builder.AddParley().AddAgent<VoiceAgentApp.ReminderAgent>("voice-agent-app");

var app = builder.Build();
app.MapParley();
app.Run();
