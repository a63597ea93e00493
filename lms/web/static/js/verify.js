// The camera on /verify, where the browser reads QR codes itself. Without it a photo is uploaded.
const box = document.querySelector("[data-camera]");
const can = "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia;

async function readsCodes() {
  try {
    return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  } catch {
    return false;
  }
}

function start() {
  const [open, stop] = box.querySelectorAll("button");
  const video = box.querySelector("video");
  const words = box.querySelector("[role=status]");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let stream = null;

  const end = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.hidden = stop.hidden = true;
    open.hidden = false;
  };

  const look = async () => {
    if (!stream) return;
    let found = [];
    try {
      found = await detector.detect(video);
    } catch {
      // No picture has come yet.
    }
    if (!found.length) {
      setTimeout(look, 200);
      return;
    }
    end();
    const field = document.querySelector("[name=reference]");
    field.value = found[0].rawValue;
    words.textContent = box.dataset.textFound;
    field.form.requestSubmit();
  };

  open.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      words.textContent = box.dataset.textRefused;
      return;
    }
    video.srcObject = stream;
    video.hidden = stop.hidden = false;
    open.hidden = true;
    words.textContent = box.dataset.textLooking;
    stop.focus();
    await video.play();
    look();
  });
  stop.addEventListener("click", () => {
    end();
    words.textContent = "";
    open.focus();
  });
  window.addEventListener("pagehide", end);
  box.hidden = false;
}

if (box && can && (await readsCodes())) start();
